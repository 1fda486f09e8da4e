using Clearsight.Domain;
using Clearsight.Storage.Idempotency;
using Microsoft.EntityFrameworkCore;

namespace Clearsight.Storage.Tests.Idempotency;

public abstract class IdempotencyStoreTests(Rows rows) : StorageTest(rows)
{
    public sealed class OnSqlite() : IdempotencyStoreTests(Rows.Sqlite);

    public sealed class OnPostgres() : IdempotencyStoreTests(Rows.Postgres);

    private const string Scope = "POST /jobs";

    [Fact]
    public async Task The_first_answer_comes_again_for_the_same_key_and_payload()
    {
        await using var storage = await StartAsync();
        Assert.Equal(new IdempotentRequest("id-1", null), await BeginAsync(storage, "id-1"));
        await storage.Idempotency.CompleteAsync(Scope, "key", "answer", Token);
        await storage.RestartAsync();

        Assert.Equal(new IdempotentRequest("id-1", "answer"), await BeginAsync(storage, "id-2"));
    }

    [Fact]
    public async Task Another_payload_under_the_same_key_is_refused()
    {
        await using var storage = await StartAsync();
        await BeginAsync(storage, "id-1");

        await Assert.ThrowsAsync<InvalidRequestException>(() => storage.Idempotency.BeginAsync(Scope, "key", "sha256:02", "id-2", Token));
        await storage.Idempotency.BeginAsync("POST /datasets", "key", "sha256:02", "id-3", Token);
    }

    [Fact]
    public async Task Of_two_requests_at_once_one_is_in_flight()
    {
        await using var storage = await StartAsync();

        var requests = Enumerable.Range(1, 6).Select(i => Task.Run(() => BeginAsync(storage, $"id-{i}"), Token)).ToList();
        await Task.WhenAll(requests.Select(request => request.ContinueWith(_ => { }, TaskScheduler.Default)));

        Assert.Equal(1, requests.Count(request => request.IsCompletedSuccessfully));
        Assert.Equal(5, requests.Count(request => request.Exception?.InnerException is ConflictException));
    }

    [Fact]
    public async Task A_request_that_died_gives_way_and_leaves_its_id()
    {
        await using var storage = await StartAsync();
        await BeginAsync(storage, "id-1");
        await PassAsync(storage, IdempotencyStore.Patience);

        Assert.Equal(new IdempotentRequest("id-1", null), await BeginAsync(storage, "id-2"));
        await Assert.ThrowsAsync<ConflictException>(() => BeginAsync(storage, "id-3"));
    }

    [Fact]
    public async Task A_refused_request_may_come_again()
    {
        await using var storage = await StartAsync();
        await BeginAsync(storage, "id-1");
        await storage.Idempotency.AbandonAsync(Scope, "key", Token);

        Assert.Equal(new IdempotentRequest("id-2", null), await BeginAsync(storage, "id-2"));
    }

    [Fact]
    public async Task A_key_is_forgotten_after_a_day()
    {
        await using var storage = await StartAsync();
        await BeginAsync(storage, "id-1");
        await storage.Idempotency.CompleteAsync(Scope, "key", "answer", Token);
        await PassAsync(storage, IdempotencyStore.Lifetime - TimeSpan.FromMinutes(5));
        Assert.Equal("answer", (await BeginAsync(storage, "id-2")).Answer);
        await PassAsync(storage, TimeSpan.FromMinutes(6));

        Assert.Equal(new IdempotentRequest("id-3", null), await BeginAsync(storage, "id-3"));
    }

    /// <summary>As if the time had passed: the clock of a database cannot be set.</summary>
    private static async Task PassAsync(TestStorage storage, TimeSpan time)
    {
        await using var db = storage.OpenDatabase();
        foreach (var row in await db.IdempotencyKeys.AsTracking().ToListAsync(Token))
        {
            row.StartedAt -= time;
        }

        await db.SaveChangesAsync(Token);
    }

    private static Task<IdempotentRequest> BeginAsync(TestStorage storage, string id) =>
        storage.Idempotency.BeginAsync(Scope, "key", "sha256:01", id, Token);
}
