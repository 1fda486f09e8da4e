using Clearsight.Postgres;

namespace Clearsight.Storage.Tests;

/// <summary>Where a storage under test keeps its rows.</summary>
public enum Rows
{
    Sqlite,
    Postgres,
}

/// <summary>What holds for both databases: the same tests, run on each.</summary>
public abstract class StorageTest(Rows rows)
{
    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected async Task<TestStorage> StartAsync() =>
        await TestStorage.StartAsync(connectionString: rows == Rows.Postgres ? await SharedPostgres.NewDatabaseAsync() : null);
}
