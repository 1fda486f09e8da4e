using System.Net;
using Clearsight.Api.Tests.Jobs;
using Clearsight.Domain.Jobs;
using Clearsight.Domain.Metrics;
using Clearsight.Storage;

namespace Clearsight.Api.Tests.Endpoints;

public sealed class JobTraceTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Metrics_come_as_JSON_and_as_CSV_all_or_one()
    {
        await using var host = new JobsHost();
        var id = await RunningAsync(host);
        await host.Store.AppendMetricsAsync(id, 1, [Point("train/loss", 1, 0.1), Point("validation/loss", 1, 1e-7), Point("train/loss", 2, 0.05)], Token);

        var all = await host.GetAsync($"/jobs/{id}/metrics");
        var one = await host.GetAsync($"/jobs/{id}/metrics?key=train/loss");
        var none = await host.GetAsync($"/jobs/{id}/metrics?key=nonsense");
        var (type, csv) = await TextAsync(host, $"/jobs/{id}/metrics?key=validation/loss", "text/csv");

        Assert.Equal(3, all.GetProperty("items").GetArrayLength());
        Assert.Equal([0.1, 0.05], one.GetProperty("items").EnumerateArray().Select(point => point.GetProperty("value").GetDouble()));
        Assert.Equal(0, none.GetProperty("items").GetArrayLength());
        Assert.Equal("text/csv", type);
        Assert.Equal("key,epoch,step,value,at\r\nvalidation/loss,1,100,1E-07,1970-01-01T00:00:00.0000000+00:00\r\n", csv);
    }

    [Theory]
    [InlineData("*/*", "application/json")]
    [InlineData("application/json", "application/json")]
    [InlineData("text/*", "text/csv")]
    [InlineData("application/json;q=0.5, text/csv", "text/csv")]
    [InlineData("text/csv;q=0.5, */*", "application/json")]
    [InlineData("text/csv; charset=utf-8", "text/csv")]
    [InlineData("application/json; charset=utf-8", "application/json")]
    public async Task The_format_is_the_one_that_the_client_likes_best(string accept, string type)
    {
        await using var host = new JobsHost();
        var id = await host.CreateAsync();

        Assert.Equal(type, (await TextAsync(host, $"/jobs/{id}/metrics", accept)).Type);
    }

    [Theory]
    [InlineData("metrics", "image/png", "application/json, text/csv")]
    [InlineData("metrics", "text/csv;q=0, application/json;q=0", "application/json, text/csv")]
    [InlineData("logs", "text/csv", "application/json, text/plain")]
    public async Task A_format_that_is_not_offered_is_refused_with_those_that_are(string what, string accept, string offered)
    {
        await using var host = new JobsHost();
        var id = await host.CreateAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/jobs/{id}/{what}");
        request.Headers.Accept.ParseAdd(accept);

        var problem = await JobsHost.ProblemAsync(await host.Client.SendAsync(request, Token), HttpStatusCode.NotAcceptable);

        Assert.Equal($"The answer comes as {offered}; 'Accept' names none of them.", problem.Detail);
    }

    [Fact]
    public async Task Log_lines_come_as_JSON_and_as_text_from_where_the_reader_was()
    {
        await using var host = new JobsHost();
        var id = await host.CreateAsync();
        foreach (var message in new[] { "one", "two", "three" })
        {
            await host.Store.AppendLogAsync(id, "information", message, Token);
        }

        var first = await host.GetAsync($"/jobs/{id}/logs?limit=1");
        var rest = await host.GetAsync($"/jobs/{id}/logs?after={first.GetProperty("next").GetInt64()}");
        var end = await host.GetAsync($"/jobs/{id}/logs?after={rest.GetProperty("next").GetInt64()}");
        var (type, text) = await TextAsync(host, $"/jobs/{id}/logs", "text/plain");

        Assert.Equal(["one"], Messages(first));
        Assert.Equal(["two", "three"], Messages(rest));
        Assert.Empty(Messages(end));
        Assert.Equal(rest.GetProperty("next").GetInt64(), end.GetProperty("next").GetInt64());
        Assert.Equal("text/plain", type);
        Assert.Equal(["one", "two", "three"], text.TrimEnd().Split('\n').Select(line => line[(line.LastIndexOf(' ') + 1)..]));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await host.Client.GetAsync(new Uri($"/jobs/{id}/logs?limit=0", UriKind.Relative), Token)).StatusCode);
    }

    [Fact]
    public async Task Checkpoints_are_listed_and_downloaded_as_safetensors()
    {
        await using var host = new JobsHost();
        var id = await RunningAsync(host);
        await host.UpdateAsync(id, job => job with { Best = new BestEpoch(2, "validation/loss", 0.1) });
        for (var epoch = 2; epoch <= 3; epoch++)
        {
            var folder = Path.Combine(host.Host.Get<StorageLayout>().CheckpointFolder(id), $"epoch-{epoch:0000}");
            Directory.CreateDirectory(folder);
            await File.WriteAllTextAsync(Path.Combine(folder, "weights.safetensors"), $"weights {epoch}", Token);
        }

        var items = (await host.GetAsync($"/jobs/{id}/checkpoints")).GetProperty("items").EnumerateArray().ToList();
        var download = await host.Client.GetAsync(new Uri(items[1].GetProperty("href").GetString()!, UriKind.Relative), Token);

        Assert.Equal([(2, true), (3, false)], items.Select(item => (item.GetProperty("epoch").GetInt32(), item.GetProperty("best").GetBoolean())));
        Assert.Equal(9, items[0].GetProperty("sizeBytes").GetInt64());
        Assert.Equal("weights 3", await download.Content.ReadAsStringAsync(Token));
        Assert.Equal($"{id}-epoch-0003.safetensors", download.Content.Headers.ContentDisposition!.FileName);
        foreach (var gone in new[] { "1", "0", "-1", "x" })
        {
            var answer = await host.Client.GetAsync(new Uri($"/jobs/{id}/checkpoints/{gone}", UriKind.Relative), Token);
            await JobsHost.ProblemAsync(answer, HttpStatusCode.NotFound);
        }
    }

    private static Metric Point(string key, int epoch, double value) => new(key, epoch, epoch * 100, value, DateTimeOffset.UnixEpoch);

    private static async Task<string> RunningAsync(JobsHost host)
    {
        var id = await host.CreateAsync();
        await host.StartAsync(id);
        return id;
    }

    private static async Task<(string Type, string Text)> TextAsync(JobsHost host, string path, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation(HttpRequestHeader.Accept.ToString(), accept);
        var answer = await host.Client.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (answer.Content.Headers.ContentType!.MediaType!, await answer.Content.ReadAsStringAsync(Token));
    }

    private static IEnumerable<string> Messages(System.Text.Json.JsonElement page) =>
        page.GetProperty("items").EnumerateArray().Select(line => line.GetProperty("message").GetString()!);
}
