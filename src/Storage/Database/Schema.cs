using Clearsight.Domain;
using Microsoft.EntityFrameworkCore;

namespace Clearsight.Storage.Database;

/// <summary>Brings the tables to this program's form.</summary>
internal static class Schema
{
    /// <exception cref="StartupException">A newer version of the program made the database.</exception>
    public static async Task UpdateAsync(ClearsightDbContext db, CancellationToken cancellationToken)
    {
        await db.Database.OpenConnectionAsync(cancellationToken);
        var applied = await AppliedAsync(db, cancellationToken);
        var migrations = db.Database.GetMigrations().ToList();
        RefuseNewer(db, applied, migrations);
        if (applied.Count == 0)
        {
            // A tenth of the work that the migrations would be on a first start; a test holds the two together.
            await db.Database.ExecuteSqlRawAsync(Script(), cancellationToken);
        }
        else if (migrations.Except(applied).Any())
        {
            // A host that died while it migrated leaves the row that EF Core uses as a lock, and the next would wait for it
            // without end. The caller holds the lock that counts.
            await db.Database.ExecuteSqlRawAsync("DROP TABLE IF EXISTS __EFMigrationsLock", cancellationToken);
            await db.Database.MigrateAsync(cancellationToken);
        }
    }

    /// <summary>The same for PostgreSQL, where EF Core's own questions cost little beside the connection. The caller keeps other hosts out.</summary>
    /// <inheritdoc cref="UpdateAsync"/>
    public static async Task UpdateSharedAsync(ClearsightDbContext db, CancellationToken cancellationToken)
    {
        var applied = (await db.Database.GetAppliedMigrationsAsync(cancellationToken)).ToList();
        var migrations = db.Database.GetMigrations().ToList();
        RefuseNewer(db, applied, migrations);
        if (migrations.Except(applied).Any())
        {
            await db.Database.MigrateAsync(cancellationToken);
        }
    }

    /// <summary>Every migration as one script, for a database that has nothing yet: <c>dotnet ef migrations script --context ClearsightDbContext -o Database/Schema.sql</c>.</summary>
    public static string Script()
    {
        using var resource = typeof(Schema).Assembly.GetManifestResourceStream("Schema.sql")!;
        using var text = new StreamReader(resource);
        return text.ReadToEnd();
    }

    private static void RefuseNewer(ClearsightDbContext db, IReadOnlyList<string> applied, IReadOnlyList<string> migrations)
    {
        if (applied.Except(migrations).LastOrDefault() is { } unknown)
        {
            throw new StartupException(
                $"The database '{db.Database.GetDbConnection().DataSource}' was made by a newer version of this program (it has '{unknown}'); start that version, or restore a backup.");
        }
    }

    /// <summary>In plain SQL: EF Core builds a model of its own to ask the same, at every start, nearly all of which find nothing to do.</summary>
    private static async Task<List<string>> AppliedAsync(ClearsightDbContext db, CancellationToken cancellationToken)
    {
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = "SELECT count(*) FROM sqlite_master WHERE name = '__EFMigrationsHistory'";
        var applied = new List<string>();
        if (await command.ExecuteScalarAsync(cancellationToken) is 0L)
        {
            return applied;
        }

        command.CommandText = "SELECT MigrationId FROM __EFMigrationsHistory ORDER BY MigrationId";
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            applied.Add(rows.GetString(0));
        }

        return applied;
    }
}
