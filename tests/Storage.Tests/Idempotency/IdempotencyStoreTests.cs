using Clearsight.Domain;
using Clearsight.Storage.Idempotency;

namespace Clearsight.Storage.Tests.Idempotency;

public sealed class IdempotencyStoreTests
{
    private const string Scope = "POST /jobs";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_answer_comes_again_for_the_same_key_and_payload()
    {
        await using var storage = await TestStorage.StartAsync();
        Assert.Equal(new IdempotentRequest("id-1", null), await BeginAsync(storage, "id-1"));
        await storage.Idempotency.CompleteAsync(Scope, "key", "answer", Token);
        await storage.RestartAsync();

        Assert.Equal(new IdempotentRequest("id-1", "answer"), await BeginAsync(storage, "id-2"));
    }

    [Fact]
    public async Task Another_payload_under_the_same_key_is_refused()
    {
        await using var storage = await TestStorage.StartAsync();
        await BeginAsync(storage, "id-1");

        await Assert.ThrowsAsync<InvalidRequestException>(() => storage.Idempotency.BeginAsync(Scope, "key", "sha256:02", "id-2", Token));
        await storage.Idempotency.BeginAsync("POST /datasets", "key", "sha256:02", "id-3", Token);
    }

    [Fact]
    public async Task Of_two_requests_at_once_one_is_in_flight()
    {
        await using var storage = await TestStorage.StartAsync();

        var requests = Enumerable.Range(1, 6).Select(i => Task.Run(() => BeginAsync(storage, $"id-{i}"), Token)).ToList();
        await Task.WhenAll(requests.Select(request => request.ContinueWith(_ => { }, TaskScheduler.Default)));

        Assert.Equal(1, requests.Count(request => request.IsCompletedSuccessfully));
        Assert.Equal(5, requests.Count(request => request.Exception?.InnerException is ConflictException));
    }

    [Fact]
    public async Task A_request_that_died_gives_way_and_leaves_its_id()
    {
        await using var storage = await TestStorage.StartAsync();
        await BeginAsync(storage, "id-1");
        storage.Time.Advance(IdempotencyStore.Patience);

        Assert.Equal(new IdempotentRequest("id-1", null), await BeginAsync(storage, "id-2"));
        await Assert.ThrowsAsync<ConflictException>(() => BeginAsync(storage, "id-3"));
    }

    [Fact]
    public async Task A_refused_request_may_come_again()
    {
        await using var storage = await TestStorage.StartAsync();
        await BeginAsync(storage, "id-1");
        await storage.Idempotency.AbandonAsync(Scope, "key", Token);

        Assert.Equal(new IdempotentRequest("id-2", null), await BeginAsync(storage, "id-2"));
    }

    [Fact]
    public async Task A_key_is_forgotten_after_a_day()
    {
        await using var storage = await TestStorage.StartAsync();
        await BeginAsync(storage, "id-1");
        await storage.Idempotency.CompleteAsync(Scope, "key", "answer", Token);
        storage.Time.Advance(IdempotencyStore.Lifetime);
        Assert.Equal("answer", (await BeginAsync(storage, "id-2")).Answer);
        storage.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(new IdempotentRequest("id-3", null), await BeginAsync(storage, "id-3"));
    }

    private static Task<IdempotentRequest> BeginAsync(TestStorage storage, string id) =>
        storage.Idempotency.BeginAsync(Scope, "key", "sha256:01", id, Token);
}
