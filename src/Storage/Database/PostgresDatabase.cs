using System.Data.Common;
using Clearsight.Domain;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Clearsight.Storage.Database;

/// <summary>Everything that is PostgreSQL's own: the connection string, and the locks that keep many hosts out of each other's way.</summary>
internal sealed class PostgresDatabase : IRowDatabase
{
    /// <summary>
    /// A process that is stopped in the middle of a transaction would hold its locks for as long as it is stopped. After
    /// this long without a statement the server ends the transaction, and the others go on.
    /// </summary>
    private static readonly TimeSpan StandingStill = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly NpgsqlConnectionStringBuilder _connection;

    /// <exception cref="StartupException">The connection string cannot be read.</exception>
    public PostgresDatabase(string configured) => _connection = Connection(configured);

    public bool IsShared => true;

    public string ConnectionString => _connection.ConnectionString;

    /// <summary>Whether a connection string means a PostgreSQL server: it names a host, as none of SQLite's does.</summary>
    public static bool IsMeantBy(string? configured)
    {
        try
        {
            var connection = new DbConnectionStringBuilder { ConnectionString = configured };
            return connection.ContainsKey("Host") || connection.ContainsKey("Server");
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    public void Configure(DbContextOptionsBuilder options) => options
        .UseNpgsql(ConnectionString)
        .UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking);

    public async Task<IAsyncDisposable> EnterAsync(string purpose, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandTimeout = (int)Patience.TotalSeconds;
            command.CommandText = "SELECT pg_advisory_lock(hashtextextended($1, 0))";
            command.Parameters.AddWithValue("clearsight " + purpose);
            await command.ExecuteNonQueryAsync(cancellationToken);
            return new Entered(connection);
        }
        catch (Exception exception) when (exception is NpgsqlException or System.Net.Sockets.SocketException or ArgumentException)
        {
            await connection.DisposeAsync();
            throw exception.InnerException is TimeoutException && connection.FullState.HasFlag(System.Data.ConnectionState.Open)
                ? new StartupException($"Another host has been at '{purpose}' in the database {Name} for two minutes; see what became of it.", exception)
                : Unusable(exception);
        }
    }

    public async Task PrepareAsync(IDbContextFactory<ClearsightDbContext> databases, CancellationToken cancellationToken)
    {
        try
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            await Schema.UpdateSharedAsync(db, cancellationToken);
        }
        catch (NpgsqlException exception)
        {
            throw Unusable(exception);
        }
    }

    public void Dispose()
    {
        using var pooled = new NpgsqlConnection(ConnectionString);
        NpgsqlConnection.ClearPool(pooled);
    }

    /// <summary>Without the password.</summary>
    private string Name => $"'{_connection.Database}' at {_connection.Host}:{_connection.Port}";

    private StartupException Unusable(Exception exception) => new(
        $"The PostgreSQL database {Name} cannot be used: {exception.Message.TrimEnd('.')}. See that the server runs, and that ConnectionStrings:Clearsight names it, its database, user and password.",
        exception);

    private static NpgsqlConnectionStringBuilder Connection(string configured)
    {
        NpgsqlConnectionStringBuilder connection;
        try
        {
            connection = new NpgsqlConnectionStringBuilder(configured);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or InvalidCastException)
        {
            throw new StartupException(
                $"ConnectionStrings:Clearsight is not a PostgreSQL connection string: {exception.Message.TrimEnd('.')}. Write 'Host=…;Database=…;Username=…;Password=…'.", exception);
        }

        if (string.IsNullOrEmpty(connection.Host) || string.IsNullOrEmpty(connection.Database))
        {
            throw new StartupException("ConnectionStrings:Clearsight has to name both a Host and a Database of PostgreSQL.");
        }

        connection.ApplicationName ??= "clearsight";
        connection.Options = $"{connection.Options} -c idle_in_transaction_session_timeout={StandingStill.TotalMilliseconds}".TrimStart();
        // A server takes a hundred connections unless told otherwise, and there are many hosts.
        if (!connection.ShouldSerialize("Maximum Pool Size"))
        {
            connection.MaxPoolSize = 20;
        }

        // What is asked again and again is read and planned once a connection.
        if (!connection.ShouldSerialize("Max Auto Prepare"))
        {
            connection.MaxAutoPrepare = 50;
        }

        // Without it the connections of one transaction scope are one each, and its commit one of the kind that servers do not allow.
        connection.Enlist = true;

        return connection;
    }

    private sealed class Entered(NpgsqlConnection connection) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            try
            {
                await using var command = connection.CreateCommand();
                command.CommandText = "SELECT pg_advisory_unlock_all()";
                await command.ExecuteNonQueryAsync();
            }
            catch (NpgsqlException)
            {
                // The connection is lost, and the lock with it.
            }

            await connection.DisposeAsync();
        }
    }
}
