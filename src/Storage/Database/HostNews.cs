using Microsoft.EntityFrameworkCore;

namespace Clearsight.Storage.Database;

/// <summary>What a host tells the others that share its database, with the transaction that it tells of: PostgreSQL's LISTEN and NOTIFY.</summary>
internal static class HostNews
{
    public const string Channel = "clearsight";
    public const string Job = "job";
    public const string Selection = "selection";

    /// <summary>Comes to all hosts, this one too, when the transaction is committed. Nobody else shares the rows of SQLite.</summary>
    public static async Task TellAsync(this ClearsightDbContext db, string kind, string subject, CancellationToken cancellationToken)
    {
        if (db.IsShared())
        {
            await db.Database.ExecuteSqlAsync($"SELECT pg_notify({Channel}, {kind + " " + subject})", cancellationToken);
        }
    }
}
