using Microsoft.EntityFrameworkCore;

namespace Clearsight.Storage.Database;

/// <summary>What keeps the rows: a SQLite file of one host, or a PostgreSQL server that many hosts share.</summary>
internal interface IRowDatabase : IDisposable
{
    /// <summary>Whether other hosts work on the same rows and files at the same time.</summary>
    bool IsShared { get; }

    void Configure(DbContextOptionsBuilder options);

    /// <summary>Waits until no other host is at <paramref name="purpose"/>, and keeps the others out until the result is disposed.</summary>
    /// <exception cref="Domain.StartupException">The database cannot be reached, or another host takes too long.</exception>
    Task<IAsyncDisposable> EnterAsync(string purpose, CancellationToken cancellationToken);

    /// <summary>Brings the tables to this program's form.</summary>
    /// <exception cref="Domain.StartupException">The database cannot be used, or a newer version of the program made it.</exception>
    Task PrepareAsync(IDbContextFactory<ClearsightDbContext> databases, CancellationToken cancellationToken);
}
