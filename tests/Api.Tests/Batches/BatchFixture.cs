namespace Clearsight.Api.Tests.Batches;

/// <summary>One host with the models that ship for all tests of a class that leave it as it is.</summary>
public sealed class BatchFixture : IAsyncDisposable
{
    internal TestHost Host { get; } = new TestHost { ["Batches:MaximumItems"] = "40", ["Images:MaximumBytes"] = "100000" }.WithShippedModels();

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
