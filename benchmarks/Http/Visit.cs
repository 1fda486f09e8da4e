namespace Clearsight.Benchmarks.Http;

/// <summary>One kind of request at one number of connections, measured once a round.</summary>
/// <param name="Server">Whose answer it is.</param>
/// <param name="Images">In a request.</param>
internal sealed record Visit(string Server, string Request, int Connections, int Images, Func<Task<Answers>> RunAsync)
{
    public string Key => $"{Server} {Request} {Connections}";
}
