using System.Data.Common;
using Clearsight.Domain;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Clearsight.Storage.Database;

/// <summary>Everything that is SQLite's own: the connection string and what each new connection is told.</summary>
internal static class SqliteSetup
{
    /// <param name="configured"><c>ConnectionStrings:Clearsight</c>, if there is one.</param>
    /// <exception cref="StartupException">It cannot be read, or names no file.</exception>
    public static SqliteConnectionStringBuilder Connection(string? configured, StorageLayout layout)
    {
        SqliteConnectionStringBuilder connection;
        try
        {
            connection = new SqliteConnectionStringBuilder(configured);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            throw new StartupException(
                "ConnectionStrings:Clearsight is not a SQLite connection string; write 'Data Source=path/to/clearsight.db', or leave it out.", exception);
        }

        // Rows in memory would be lost with the host, and every connection would have a database of its own.
        if (connection.Mode == SqliteOpenMode.Memory || connection.DataSource == ":memory:")
        {
            throw new StartupException("ConnectionStrings:Clearsight names a database in memory; name a file, or leave the setting out.");
        }

        connection.DataSource = connection.DataSource.Length == 0 ? layout.DatabaseFile : Path.GetFullPath(connection.DataSource);
        connection.ForeignKeys = true;
        return connection;
    }

    public static void Configure(DbContextOptionsBuilder options, SqliteConnectionStringBuilder connection) => options
        .UseSqlite(connection.ConnectionString)
        .UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking)
        .AddInterceptors(BusyTimeout.Instance);

    /// <summary>Kept in the file: readers go on while one writer writes.</summary>
    public static Task UseWriteAheadLogAsync(ClearsightDbContext db, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL", cancellationToken);

    /// <summary>
    /// A host that died while it migrated leaves the row that EF Core uses as a lock, and the next would wait for it
    /// without end. The caller holds the lock that counts.
    /// </summary>
    public static Task ForgetLostMigrationAsync(ClearsightDbContext db, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlRawAsync("DROP TABLE IF EXISTS __EFMigrationsLock", cancellationToken);

    /// <summary>SQLite's own waiting polls in milliseconds; the provider's, which comes after it, in tenths of a second.</summary>
    private sealed class BusyTimeout : DbConnectionInterceptor
    {
        public static readonly BusyTimeout Instance = new();

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
        {
            using var command = Command(connection);
            command.ExecuteNonQuery();
        }

        public override async Task ConnectionOpenedAsync(
            DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            await using var command = Command(connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        private static DbCommand Command(DbConnection connection)
        {
            var command = connection.CreateCommand();
            command.CommandText = "PRAGMA busy_timeout = 10000";
            return command;
        }
    }
}
