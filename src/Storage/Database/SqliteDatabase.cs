using System.Data.Common;
using Clearsight.Domain;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Clearsight.Storage.Database;

/// <summary>Everything that is SQLite's own: the connection string, the lock on the file, what each new connection is told.</summary>
internal sealed class SqliteDatabase : IRowDatabase
{
    private readonly SqliteConnectionStringBuilder _connection;
    private readonly StorageLayout _layout;
    private FileStream? _lock;
    private bool _opened;

    /// <param name="configured"><c>ConnectionStrings:Clearsight</c>, if there is one.</param>
    /// <exception cref="StartupException">It cannot be read, or names no file.</exception>
    public SqliteDatabase(string? configured, StorageLayout layout) => (_connection, _layout) = (Connection(configured, layout), layout);

    public bool IsShared => false;

    public void Configure(DbContextOptionsBuilder options) => options
        .UseSqlite(_connection.ConnectionString)
        .UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking)
        .AddInterceptors(BusyTimeout.Instance);

    /// <summary>There is no other host: the lock on the storage directory, or on the file, says so.</summary>
    public Task<IAsyncDisposable> EnterAsync(string purpose, CancellationToken cancellationToken) => Task.FromResult<IAsyncDisposable>(Alone.Instance);

    public async Task PrepareAsync(IDbContextFactory<ClearsightDbContext> databases, CancellationToken cancellationToken)
    {
        if (_connection.DataSource != _layout.DatabaseFile)
        {
            CreateFolder(Path.GetDirectoryName(_connection.DataSource)!);
            _lock = HeldFile.Take(_connection.DataSource + ".lock", _connection.DataSource);
        }

        _opened = true;
        try
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            await Schema.UpdateAsync(db, cancellationToken);
            // Kept in the file: readers go on while one writer writes.
            await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL", cancellationToken);
        }
        catch (SqliteException exception)
        {
            throw new StartupException($"The database '{_connection.DataSource}' cannot be used: {exception.Message}", exception);
        }
    }

    public void Dispose()
    {
        if (_opened)
        {
            // Closing the last connection folds the write-ahead log into the database, while it is still ours.
            using var pooled = new SqliteConnection(_connection.ConnectionString);
            SqliteConnection.ClearPool(pooled);
        }

        _lock?.Dispose();
        (_lock, _opened) = (null, false);
    }

    private static void CreateFolder(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The folder '{folder}' of the database cannot be made: {exception.Message} Name another in ConnectionStrings:Clearsight.", exception);
        }
    }

    private static SqliteConnectionStringBuilder Connection(string? configured, StorageLayout layout)
    {
        SqliteConnectionStringBuilder connection;
        try
        {
            connection = new SqliteConnectionStringBuilder(configured);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            throw new StartupException(
                "ConnectionStrings:Clearsight is no connection string; write 'Data Source=path/to/clearsight.db' for SQLite, 'Host=…;Database=…;Username=…;Password=…' for PostgreSQL, or leave it out.",
                exception);
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

    private sealed class Alone : IAsyncDisposable
    {
        public static readonly Alone Instance = new();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

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
