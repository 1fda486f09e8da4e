using Clearsight.Domain;
using Clearsight.Domain.Jobs;
using Clearsight.Domain.Models;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Clearsight.Storage.Database;

/// <summary>The tables. Nothing here is one database's own: <see cref="SqliteDatabase"/> and <see cref="PostgresDbContext"/> have what is.</summary>
internal class ClearsightDbContext(DbContextOptions options) : DbContext(options)
{
    public DbSet<JobRow> Jobs => Set<JobRow>();

    public DbSet<JobMetricRow> Metrics => Set<JobMetricRow>();

    public DbSet<JobEventRow> Events => Set<JobEventRow>();

    public DbSet<JobLogRow> Log => Set<JobLogRow>();

    public DbSet<ModelNameRow> ModelNames => Set<ModelNameRow>();

    public DbSet<ModelVersionRow> ModelVersions => Set<ModelVersionRow>();

    public DbSet<DeletedModelRow> DeletedModels => Set<DeletedModelRow>();

    public DbSet<SelectionRow> Selections => Set<SelectionRow>();

    public DbSet<ShadowRow> Shadows => Set<ShadowRow>();

    public DbSet<IdempotencyRow> IdempotencyKeys => Set<IdempotencyRow>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcConverter>();
        configurationBuilder.Properties<TaskKind>().HaveConversion<NameConverter<TaskKind>>().HaveMaxLength(16);
        configurationBuilder.Properties<JobStatus>().HaveConversion<NameConverter<JobStatus>>().HaveMaxLength(16);
        configurationBuilder.Properties<JobPriority>().HaveConversion<NameConverter<JobPriority>>().HaveMaxLength(16);
        configurationBuilder.Properties<JobEventKind>().HaveConversion<NameConverter<JobEventKind>>().HaveMaxLength(16);
        configurationBuilder.Properties<SelectionRule>().HaveConversion<NameConverter<SelectionRule>>().HaveMaxLength(16);
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ConfigureJobs(modelBuilder);
        modelBuilder.Entity<ModelNameRow>(entity =>
        {
            entity.HasKey(name => name.Name);
            entity.Property(name => name.LastVersion).IsConcurrencyToken();
        });
        modelBuilder.Entity<ModelVersionRow>(entity =>
        {
            entity.HasKey(version => new { version.Name, version.Version });
            entity.HasOne<ModelNameRow>().WithMany().HasForeignKey(version => version.Name).OnDelete(DeleteBehavior.Restrict);
            entity.HasIndex(version => version.JobId).IsUnique();
            entity.HasIndex(version => new { version.ParentName, version.ParentVersion });
        });
        modelBuilder.Entity<DeletedModelRow>().HasKey(model => new { model.Name, model.Digest });
        modelBuilder.Entity<SelectionRow>(entity =>
        {
            entity.HasKey(selection => selection.Sequence);
            entity.HasIndex(selection => new { selection.Task, selection.Sequence });
        });
        modelBuilder.Entity<ShadowRow>().HasKey(shadow => shadow.Task);
        modelBuilder.Entity<IdempotencyRow>(entity =>
        {
            entity.HasKey(key => new { key.Scope, key.Key });
            entity.HasIndex(key => key.StartedAt);
        });
    }

    private static void ConfigureJobs(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<JobRow>(entity =>
        {
            entity.HasKey(job => job.Id);
            entity.Property(job => job.RowVersion).IsConcurrencyToken();
            // With the id, so that a page of a status needs no sorting, however many jobs wait.
            entity.HasIndex(job => new { job.Status, job.Id });
            entity.HasIndex(job => job.After);
            entity.HasIndex(job => job.Parent);
            entity.HasIndex(job => new { job.Network, job.Status });
            entity.HasMany(job => job.Tags).WithOne().HasForeignKey(tag => tag.JobId).OnDelete(DeleteBehavior.Cascade);
        });
        modelBuilder.Entity<JobTagRow>(entity =>
        {
            entity.ToTable("JobTags");
            entity.HasKey(tag => new { tag.JobId, tag.Key });
            entity.HasIndex(tag => new { tag.Key, tag.Value });
        });
        modelBuilder.Entity<JobMetricRow>(entity =>
        {
            entity.ToTable("JobMetrics");
            entity.HasKey(metric => new { metric.JobId, metric.Key, metric.Epoch, metric.Step });
            entity.HasOne<JobRow>().WithMany().HasForeignKey(metric => metric.JobId).OnDelete(DeleteBehavior.Cascade);
        });
        modelBuilder.Entity<JobEventRow>(entity =>
        {
            entity.ToTable("JobEvents");
            entity.HasKey(happened => new { happened.JobId, happened.Sequence });
            entity.HasOne<JobRow>().WithMany().HasForeignKey(happened => happened.JobId).OnDelete(DeleteBehavior.Cascade);
        });
        modelBuilder.Entity<JobLogRow>(entity =>
        {
            entity.ToTable("JobLog");
            entity.HasKey(line => line.Sequence);
            entity.HasIndex(line => new { line.JobId, line.Sequence });
            entity.HasOne<JobRow>().WithMany().HasForeignKey(line => line.JobId).OnDelete(DeleteBehavior.Cascade);
        });
    }

    /// <summary>UTC in the column: SQLite cannot order by a time with an offset, PostgreSQL does not keep one.</summary>
    internal sealed class UtcConverter() : ValueConverter<DateTimeOffset, DateTime>(
        time => time.UtcDateTime,
        column => new DateTimeOffset(DateTime.SpecifyKind(column, DateTimeKind.Utc)));

    /// <summary>Enumerations as on the wire: readable rows, and no number that a later member could shift.</summary>
    internal sealed class NameConverter<T>() : ValueConverter<T, string>(
        value => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(value.ToString()),
        column => Enum.Parse<T>(column, true))
        where T : struct, Enum;
}
