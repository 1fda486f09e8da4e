namespace Clearsight.Postgres;

/// <summary>The server that all tests of an assembly share, each with a database of its own. It starts with the first that asks.</summary>
public sealed class SharedPostgres : IAsyncDisposable
{
    private static readonly Lazy<Task<PostgresServer>> Server = new(() => PostgresServer.StartAsync());

    /// <summary>The connection string of a new database; the test is skipped where there is no PostgreSQL.</summary>
    internal static async Task<string> NewDatabaseAsync()
    {
        Assert.SkipUnless(PostgresServer.IsInstalled, PostgresServer.Missing);
        return await (await Server.Value).NewDatabaseAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (Server.IsValueCreated)
        {
            await (await Server.Value).DisposeAsync();
        }
    }
}
