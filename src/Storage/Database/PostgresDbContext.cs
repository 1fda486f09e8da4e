using Clearsight.Domain;
using Microsoft.EntityFrameworkCore;

namespace Clearsight.Storage.Database;

/// <summary>The same tables in PostgreSQL, with migrations of their own, and the workers of all the hosts that share them.</summary>
internal sealed class PostgresDbContext(DbContextOptions<PostgresDbContext> options) : ClearsightDbContext(options)
{
    public DbSet<WorkerRow> Workers => Set<WorkerRow>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);
        configurationBuilder.Properties<HostRole>().HaveConversion<NameConverter<HostRole>>().HaveMaxLength(16);
        // By their bytes, as SQLite does: pages follow each other by ids and names, whatever language the server was set up in.
        configurationBuilder.Properties<string>().UseCollation("C");
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.Entity<WorkerRow>().HasKey(worker => worker.Name);
    }
}
