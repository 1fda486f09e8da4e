using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Clearsight.Api.Tests.Endpoints;
using Clearsight.Api.Tests.Hosting;
using Clearsight.Api.Tests.Problems;
using Clearsight.Domain;
using Clearsight.Domain.Models;

namespace Clearsight.Api.Tests.Bundles;

public sealed class ImportTests : IAsyncLifetime
{
    private readonly TestHost _host = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("application/zip")]
    [InlineData("application/x-zip-compressed")]
    [InlineData("application/octet-stream")]
    [InlineData(null)]
    public async Task The_body_is_the_bundle(string? type)
    {
        using var answer = await _host.ImportAsync(BundleFiles.Of("fashion-transfer").Pack(), type: type);

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal(["fashion-transfer"], _host.ModelFolders());
    }

    [Fact]
    public async Task A_form_can_send_it_too()
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent("from the other site"), "comment" },
            { new ByteArrayContent(BundleFiles.Of("fashion-transfer").Pack()), "bundle", "bundle.zip" },
        };

        using var answer = await _host.Client.PostAsync("/models/import", form, Token);

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }

    [Fact]
    public async Task One_that_somebody_packed_again_is_the_same()
    {
        using var answer = await _host.ImportAsync(BundleFiles.Of("fashion-transfer").Pack(System.IO.Compression.CompressionLevel.Optimal));

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }

    [Fact]
    public async Task The_same_bundle_again_is_the_same_version()
    {
        var bundle = BundleFiles.Of("fashion-transfer").Pack();
        using var first = await _host.ImportAsync(bundle);
        using var second = await _host.ImportAsync(bundle);

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK), (first.StatusCode, second.StatusCode));
        Assert.Equal((await first.JsonAsync()).GetRawText(), (await second.JsonAsync()).GetRawText());
        Assert.Single(await VersionsAsync("fashion-transfer"));
    }

    [Fact]
    public async Task Sent_many_times_at_once_it_becomes_one_version()
    {
        var bundle = BundleFiles.Of("fashion-transfer").Pack();

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => _host.ImportAsync(bundle)));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Created);
        Assert.Equal(5, answers.Count(answer => answer.StatusCode == HttpStatusCode.OK));
        Assert.Single(await VersionsAsync("fashion-transfer"));
        Assert.Equal(["fashion-transfer"], _host.ModelFolders());
    }

    [Fact]
    public async Task The_same_weights_at_another_temperature_are_another_version()
    {
        await _host.ImportAsync(BundleFiles.Of("fashion-transfer").Pack());

        using var answer = await _host.ImportAsync(BundleFiles.Of("fashion-transfer").WithModel(model => model["temperature"] = 2).Pack());

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal(2, (await answer.JsonAsync()).GetProperty("version").GetInt32());
    }

    [Fact]
    public async Task It_can_get_another_name_and_the_next_number_of_it()
    {
        await _host.ImportAsync(BundleFiles.Of("mnist-classifier").Pack(), "?name=garments");

        using var answer = await _host.ImportAsync(BundleFiles.Of("fashion-transfer").Pack(), "?name=garments");

        var details = await answer.JsonAsync();
        Assert.Equal("garments:2", $"{details.GetProperty("name")}:{details.GetProperty("version")}");
        Assert.Equal("fashion-transfer", details.GetProperty("origin").GetProperty("model").GetProperty("name").GetString());
        Assert.Equal("/models/garments/versions/2", answer.Headers.Location?.OriginalString);
        Assert.Equal(["garments"], _host.ModelFolders());
    }

    [Theory]
    [InlineData("../escape")]
    [InlineData("UPPER")]
    [InlineData("")]
    public async Task A_name_that_is_none_is_refused(string name)
    {
        using var answer = await _host.ImportAsync([1], $"?name={Uri.EscapeDataString(name)}");

        Assert.Equal("name", Assert.Single((await answer.ReadProblemAsync(422)).Errors!).Pointer);
    }

    [Fact]
    public async Task It_is_not_selected_by_itself()
    {
        await _host.ImportAsync(BundleFiles.Of("fashion-transfer").Pack());

        Assert.Null(await _host.Get<ISelectionStore>().FindAsync(TaskKind.Classify, Token));
        await (await _host.PostImageAsync("/classify", [1])).ReadProblemAsync(503);
    }

    [Fact]
    public async Task The_graph_of_a_stranger_is_not_kept()
    {
        var bundle = BundleFiles.Of("fashion-transfer").With(ModelFiles.Onnx, "no graph at all").Sealed().Pack();

        using var answer = await _host.ImportAsync(bundle);

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var graph = await _host.Client.GetByteArrayAsync("/models/fashion-transfer/versions/1/files/model.onnx", Token);
        Assert.Equal(BundleFiles.Of("fashion-transfer").Files[ModelFiles.Onnx], graph);
    }

    [Fact]
    public async Task A_bundle_of_before_evaluations_and_curves_is_taken()
    {
        var bundle = BundleFiles.Of("fashion-transfer").Without(ModelFiles.Evaluation).Without(ModelFiles.LearningCurves).Sealed().Pack();

        using var answer = await _host.ImportAsync(bundle);

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }

    [Fact]
    public async Task A_label_that_looks_like_markup_stays_text()
    {
        const string label = "<script>alert(1)</script>|`&";
        var bundle = BundleFiles.Of("fashion-transfer")
            .WithModel(model => model["classes"]![3] = label)
            .WithJson(ModelFiles.Evaluation, evaluation => evaluation["classifier"]!["classes"]![3] = label)
            .Sealed().Pack();

        using var answer = await _host.ImportAsync(bundle);

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        foreach (var page in new[] { "report?format=html", "plots/confusion-matrix.svg", "plots/samples.svg", "plots/precision-recall.svg" })
        {
            Assert.DoesNotContain("<script", await _host.Client.GetStringAsync($"/models/fashion-transfer/versions/1/{page}", Token), StringComparison.OrdinalIgnoreCase);
        }

        Assert.DoesNotMatch(@"(?<!\\)<script", await _host.Client.GetStringAsync("/models/fashion-transfer/versions/1/report?format=markdown", Token));
    }

    [Fact]
    public async Task Another_content_type_is_refused_with_those_that_are_taken()
    {
        var problem = await (await _host.ImportAsync([1], type: "image/png")).ReadProblemAsync(415);

        Assert.Contains("application/zip", problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_without_the_field_is_malformed()
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent([1]), "image", "bundle.zip" } };

        var problem = await (await _host.Client.PostAsync("/models/import", form, Token)).ReadProblemAsync(400);

        Assert.Contains("no field 'bundle'", problem.Detail, StringComparison.Ordinal);
        await _host.HasNothingAsync();
    }

    [Fact]
    public async Task An_empty_body_is_malformed() =>
        Assert.Contains("empty", (await _host.RefusedAsync([], 400)).Detail, StringComparison.Ordinal);

    [Fact]
    public async Task A_body_over_the_limit_is_too_large()
    {
        _host["Bundles:MaximumBytes"] = "100000";

        Assert.Contains("100000 bytes", (await _host.RefusedAsync(BundleFiles.Of("fashion-transfer").Pack(), 413)).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_needs_the_key()
    {
        const string key = "correct-horse-battery";
        _host["Security:ApiKeys:0"] = key;
        var bundle = BundleFiles.Of("fashion-transfer").Pack();
        await (await _host.ImportAsync(bundle)).ReadProblemAsync(401);
        await _host.HasNothingAsync();

        _host.Client.DefaultRequestHeaders.Add("X-Api-Key", key);
        using var answer = await _host.ImportAsync(bundle);

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }

    [Fact]
    public async Task A_full_house_is_refused_and_who_goes_away_frees_a_place_and_leaves_nothing()
    {
        _host["Bundles:Places"] = "1";
        _host["Bundles:QueueLength"] = "0";
        _host.Listen();
        var bundle = BundleFiles.Of("fashion-transfer").Pack();
        using var leaves = new CancellationTokenSource();
        var stalled = new StalledContent(bundle[..1000]);
        var first = _host.Client.PostAsync("/models/import", stalled, leaves.Token);
        await stalled.Sent.WaitAsync(Token);
        await AnswersAsync([1], HttpStatusCode.TooManyRequests);

        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);

        await AnswersAsync(bundle, HttpStatusCode.Created);
        Assert.Equal(["fashion-transfer"], _host.ModelFolders());
    }

    [Fact]
    public async Task A_body_that_does_not_end_is_given_up_and_leaves_nothing()
    {
        _host["Bundles:Seconds"] = "1";
        var address = _host.Listen();
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, Token);
        await using var stream = client.GetStream();
        await stream.WriteAsync("POST /models/import HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nPK"u8.ToArray(), Token);

        using var answer = new StreamReader(stream);

        Assert.Equal("HTTP/1.1 504 Gateway Timeout", await answer.ReadLineAsync(Token));
        await _host.HasNothingAsync();
    }

    /// <summary>Sooner or later: the service notices by itself that a request came or went.</summary>
    private async Task AnswersAsync(byte[] body, HttpStatusCode status)
    {
        for (var answered = default(HttpStatusCode); answered != status;)
        {
            using var answer = await _host.ImportAsync(body);
            answered = answer.StatusCode;
            Assert.True(answered is HttpStatusCode.TooManyRequests or HttpStatusCode.BadRequest or HttpStatusCode.Created, $"{answered}");
            Assert.Equal(answered == HttpStatusCode.TooManyRequests, answer.Headers.RetryAfter is not null);
        }
    }

    [Fact]
    public async Task A_host_that_does_not_train_imports_without_libtorch()
    {
        var folder = Directory.CreateTempSubdirectory("clearsight-").FullName;
        try
        {
            await using var service = ServiceProcess.Start(
                folder, ("ASPNETCORE_URLS", "http://127.0.0.1:0"), ("Host__Role", "Api"), ("Models__Directory", Path.Combine(folder, "none")));
            var line = await service.LineWithAsync("Ready at ", Token);
            var address = line[line.IndexOf("http://", StringComparison.Ordinal)..].Split([' ', ','])[0];
            using var client = new HttpClient { BaseAddress = new Uri(address) };
            using var content = new ByteArrayContent(BundleFiles.Of("fashion-transfer").Pack());
            content.Headers.ContentType = new MediaTypeHeaderValue("application/zip");

            using var answer = await client.PostAsync("/models/import", content, Token);

            Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
            Assert.SkipUnless(OperatingSystem.IsLinux(), "What a process has loaded is looked up in /proc.");
            var loaded = await File.ReadAllTextAsync($"/proc/{service.Id}/maps", Token);
            Assert.Contains("onnxruntime", loaded, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("libtorch", loaded, StringComparison.OrdinalIgnoreCase);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private Task<IReadOnlyList<ModelVersion>> VersionsAsync(string name) => _host.Get<IModelRegistry>().VersionsAsync(name, Token);
}
