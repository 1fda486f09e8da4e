namespace Clearsight.Storage;

/// <summary>The PostgreSQL server that hosts share, for whoever keeps something of its own there; in no host that has its rows to itself.</summary>
public sealed class SharedDatabase
{
    internal SharedDatabase(string connectionString) => ConnectionString = connectionString;

    /// <summary>With the password: not to be shown.</summary>
    public string ConnectionString { get; }
}
