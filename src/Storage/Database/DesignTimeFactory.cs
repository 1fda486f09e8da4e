using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Clearsight.Storage.Database;

/// <summary>For <c>dotnet ef migrations add</c> only: it needs the model, and opens nothing.</summary>
internal sealed class DesignTimeFactory : IDesignTimeDbContextFactory<ClearsightDbContext>, IDesignTimeDbContextFactory<PostgresDbContext>
{
    public ClearsightDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<ClearsightDbContext>().UseSqlite().Options);

    PostgresDbContext IDesignTimeDbContextFactory<PostgresDbContext>.CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<PostgresDbContext>().UseNpgsql().Options);
}
