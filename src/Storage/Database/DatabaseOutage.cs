using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using static SQLitePCL.raw;

namespace Clearsight.Storage.Database;

/// <summary>Tells a database that is away, shuts down or cannot write from our own mistakes in what is asked of it.</summary>
public static class DatabaseOutage
{
    /// <summary>Class 57 of PostgreSQL's states: an operator steps in, mostly to stop the server.</summary>
    private const string OperatorIntervention = "57";

    /// <summary>The server ended the session, as its transaction stood still for too long: a slow disk or a frozen host.</summary>
    private const string IdleInTransaction = "25P03";

    /// <summary>A standby answers: its primary is gone, or was just replaced.</summary>
    private const string ReadOnly = "25006";

    /// <summary>Looks through the whole chain, as EF Core wraps what the driver throws, in one way or another.</summary>
    public static bool IsCauseOf(Exception? exception) => exception switch
    {
        null => false,
        PostgresException answered => answered.IsTransient
            || answered.SqlState is IdleInTransaction or ReadOnly
            || answered.SqlState.StartsWith(OperatorIntervention, StringComparison.Ordinal),
        SqliteException { SqliteErrorCode: var code } =>
            code is SQLITE_BUSY or SQLITE_LOCKED or SQLITE_READONLY or SQLITE_IOERR or SQLITE_CORRUPT or SQLITE_FULL or SQLITE_CANTOPEN or SQLITE_PROTOCOL or SQLITE_NOTADB,
        // Not an answer of the server: it was not reached, or went away.
        DbException => true,
        _ => IsCauseOf(exception.InnerException),
    };
}
