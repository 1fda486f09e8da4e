using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Clearsight.Storage.Database;

/// <summary>For <c>dotnet ef migrations add</c> only: it needs the model, and opens nothing.</summary>
internal sealed class DesignTimeFactory : IDesignTimeDbContextFactory<ClearsightDbContext>
{
    public ClearsightDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<ClearsightDbContext>().UseSqlite().Options);
}
