using Clearsight.Domain;
using Clearsight.Storage.Database;
using Microsoft.EntityFrameworkCore;

namespace Clearsight.Storage.Idempotency;

/// <summary>
/// Remembers for a day what was answered to a request that came with an <c>Idempotency-Key</c>, so that a client
/// which lost the answer can ask again without doing the work twice.
/// </summary>
public sealed class IdempotencyStore
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    /// <summary>After so long without an answer the request, or its host, is taken for dead.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly IDbContextFactory<ClearsightDbContext> _databases;
    private readonly TimeProvider _time;

    internal IdempotencyStore(IDbContextFactory<ClearsightDbContext> databases, TimeProvider time)
    {
        _databases = databases;
        _time = time;
    }

    /// <summary>Takes the key for this request, or finds what was answered to the first with it.</summary>
    /// <param name="scope">What is asked for, such as <c>POST /jobs</c>: the same key means another thing elsewhere.</param>
    /// <param name="resourceId">The id that this request would give to what it creates.</param>
    /// <exception cref="InvalidRequestException">The key came with another payload before.</exception>
    /// <exception cref="ConflictException">The first request with the key is still being answered.</exception>
    public async Task<IdempotentRequest> BeginAsync(
        string scope, string key, string payloadDigest, string resourceId, CancellationToken cancellationToken)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.LockAsync($"idempotency {scope} {key}", cancellationToken);
        var now = await db.NowAsync(_time, cancellationToken);
        var expired = now - Lifetime;
        await db.IdempotencyKeys.Where(row => row.StartedAt < expired).ExecuteDeleteAsync(cancellationToken);
        var row = await db.IdempotencyKeys.AsTracking()
            .SingleOrDefaultAsync(row => row.Scope == scope && row.Key == key, cancellationToken);
        if (row is null)
        {
            row = new IdempotencyRow { Scope = scope, Key = key, PayloadDigest = payloadDigest, ResourceId = resourceId };
            db.IdempotencyKeys.Add(row);
        }
        else if (row.PayloadDigest != payloadDigest)
        {
            throw new InvalidRequestException("Idempotency-Key", "This Idempotency-Key was used for another request; use a new key for a new request.");
        }
        else if (row.Answer is not null)
        {
            return new IdempotentRequest(row.ResourceId, row.Answer);
        }
        else if (now - row.StartedAt < Patience)
        {
            throw new ConflictException("A request with this Idempotency-Key is still being answered; ask again in a moment.");
        }

        row.StartedAt = now;
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new IdempotentRequest(row.ResourceId, Answer: null);
    }

    public async Task CompleteAsync(string scope, string key, string answer, CancellationToken cancellationToken)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        await db.IdempotencyKeys
            .Where(row => row.Scope == scope && row.Key == key)
            .ExecuteUpdateAsync(row => row.SetProperty(r => r.Answer, answer), cancellationToken);
    }

    /// <summary>Gives the key back: the request was refused and left nothing, so it may come again.</summary>
    public async Task AbandonAsync(string scope, string key, CancellationToken cancellationToken)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        await db.IdempotencyKeys
            .Where(row => row.Scope == scope && row.Key == key && row.Answer == null)
            .ExecuteDeleteAsync(cancellationToken);
    }
}

/// <param name="ResourceId">
/// The id to create under: that of the first request with the key, so that a request whose host died after it wrote
/// the row is known by that row.
/// </param>
/// <param name="Answer">What was answered before; null when the request is still to be done.</param>
public sealed record IdempotentRequest(string ResourceId, string? Answer);
