namespace Clearsight.Api.Health;

public sealed record Liveness(string Status);

/// <param name="Status"><c>ready</c>, <c>notReady</c> or <c>stopping</c>.</param>
/// <param name="Checks">The parts by name.</param>
public sealed record Readiness(string Status, IReadOnlyDictionary<string, Check> Checks)
{
    internal bool IsReady => Status == "ready";
}

public sealed record Check(bool Healthy, string Detail);
