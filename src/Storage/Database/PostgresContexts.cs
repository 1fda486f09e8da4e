using Microsoft.EntityFrameworkCore;

namespace Clearsight.Storage.Database;

/// <summary>Gives PostgreSQL's context to everybody who asks for the tables.</summary>
internal sealed class PostgresContexts(IDbContextFactory<PostgresDbContext> contexts) : IDbContextFactory<ClearsightDbContext>
{
    public ClearsightDbContext CreateDbContext() => contexts.CreateDbContext();

    public async Task<ClearsightDbContext> CreateDbContextAsync(CancellationToken cancellationToken = default) =>
        await contexts.CreateDbContextAsync(cancellationToken);
}
