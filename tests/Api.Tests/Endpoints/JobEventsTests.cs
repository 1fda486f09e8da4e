using System.Net;
using System.Net.ServerSentEvents;
using Clearsight.Api.Tests.Jobs;
using Clearsight.Domain.Jobs;
using Clearsight.Domain.Models;

namespace Clearsight.Api.Tests.Endpoints;

public sealed class JobEventsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_listener_hears_everything_as_it_happens_and_the_stream_ends_with_the_final_status()
    {
        await using var host = new JobsHost();
        host.Host.Listen();
        var id = await host.CreateAsync();
        using var answer = await OpenAsync(host, id);
        var events = SseParser.Create(await answer.Content.ReadAsStreamAsync(Token)).EnumerateAsync(Token).GetAsyncEnumerator(Token);

        Assert.Equal("status queued", await NextAsync(events));
        await host.StartAsync(id);
        Assert.Equal("status running", await NextAsync(events));
        await host.Store.AppendMetricsAsync(id, 1, [new("train/loss", 1, 10, 0.5, DateTimeOffset.UnixEpoch)], Token);
        Assert.StartsWith("metric", await NextAsync(events), StringComparison.Ordinal);
        await host.UpdateAsync(id, job => job with { Progress = new JobProgress(1, 2, 10, 20, null, null) });
        Assert.StartsWith("progress", await NextAsync(events), StringComparison.Ordinal);
        await host.UpdateAsync(id, job => job.Succeed(new ModelReference("digits", 1), false, DateTimeOffset.UnixEpoch));
        // Nothing is left to do: the last progress says so, before the status that ends the stream.
        Assert.Equal("progress", await NextAsync(events));
        Assert.Equal("status succeeded", await NextAsync(events));

        Assert.False(await events.MoveNextAsync());
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType!.MediaType);
        Assert.True(answer.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task A_client_that_comes_back_gets_what_it_missed()
    {
        await using var host = new JobsHost();
        var id = await host.CreateAsync();
        await host.StartAsync(id);
        await host.UpdateAsync(id, job => job.Fail("No data.", DateTimeOffset.UnixEpoch));

        var all = await ReadToEndAsync(host, id, lastEventId: null);
        var missed = await ReadToEndAsync(host, id, lastEventId: "1");

        Assert.Equal(["1", "2", "3"], all.Select(item => item.EventId));
        Assert.Equal(["2", "3"], missed.Select(item => item.EventId));
        Assert.Contains("No data.", missed[^1].Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_events_than_a_batch_are_all_replayed()
    {
        await using var host = new JobsHost();
        var id = await host.CreateAsync();
        await host.StartAsync(id);
        await host.Store.AppendMetricsAsync(
            id, 1, [.. Enumerable.Range(1, 450).Select(epoch => new Domain.Metrics.Metric("train/loss", epoch, epoch, 1.0 / epoch, DateTimeOffset.UnixEpoch))], Token);
        await host.UpdateAsync(id, job => job.Fail("No.", DateTimeOffset.UnixEpoch));

        var events = await ReadToEndAsync(host, id, lastEventId: null);

        Assert.Equal(Enumerable.Range(1, 453).Select(sequence => sequence.ToString()), events.Select(item => item.EventId));
    }

    [Fact]
    public async Task The_history_of_a_job_that_was_tried_again_does_not_end_at_its_first_failure()
    {
        await using var host = new JobsHost();
        var id = await host.CreateAsync();
        await host.UpdateAsync(id, job => job.RequestCancel(DateTimeOffset.UnixEpoch));
        await host.UpdateAsync(id, job => job.Retry());
        await host.UpdateAsync(id, job => job.RequestCancel(DateTimeOffset.UnixEpoch));

        Assert.Equal(4, (await ReadToEndAsync(host, id, lastEventId: null)).Count);
    }

    [Fact]
    public async Task A_client_that_has_seen_the_end_is_told_not_to_come_back()
    {
        await using var host = new JobsHost();
        var id = await host.CreateAsync();
        await host.UpdateAsync(id, job => job.RequestCancel(DateTimeOffset.UnixEpoch));

        using var answer = await OpenAsync(host, id, "2");

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    [Fact]
    public async Task An_id_that_is_no_number_is_refused()
    {
        await using var host = new JobsHost();
        var id = await host.CreateAsync();

        await JobsHost.ProblemAsync(await OpenAsync(host, id, "later"), HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task A_host_that_stops_ends_its_streams()
    {
        await using var host = new JobsHost();
        host.Host.Listen();
        var id = await host.CreateAsync();
        using var answer = await OpenAsync(host, id);
        var stream = await answer.Content.ReadAsStreamAsync(Token);
        await stream.ReadExactlyAsync(new byte[1], Token);

        host.Host.Get<Microsoft.Extensions.Hosting.IHostApplicationLifetime>().StopApplication();

        await stream.CopyToAsync(Stream.Null, Token).WaitAsync(TimeSpan.FromSeconds(20), Token);
    }

    private static Task<HttpResponseMessage> OpenAsync(JobsHost host, string id, string? lastEventId = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"/jobs/{id}/events");
        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        return host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
    }

    private static async Task<List<SseItem<string>>> ReadToEndAsync(JobsHost host, string id, string? lastEventId)
    {
        using var answer = await OpenAsync(host, id, lastEventId);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await SseParser.Create(await answer.Content.ReadAsStreamAsync(Token)).EnumerateAsync(Token).ToListAsync(Token);
    }

    /// <summary>The next event's kind, and its status if it has one.</summary>
    private static async Task<string> NextAsync(IAsyncEnumerator<SseItem<string>> events)
    {
        Assert.True(await events.MoveNextAsync());
        using var payload = System.Text.Json.JsonDocument.Parse(events.Current.Data);
        return events.Current.EventType == "status"
            ? $"status {payload.RootElement.GetProperty("status").GetString()}"
            : events.Current.EventType;
    }
}
