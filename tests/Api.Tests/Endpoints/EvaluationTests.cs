using System.Net.Http.Json;
using System.Text.Json;
using Clearsight.Api.Tests.Models;
using Clearsight.Api.Tests.Problems;
using Clearsight.Domain;

namespace Clearsight.Api.Tests.Endpoints;

public sealed class EvaluationTests : IAsyncLifetime
{
    private const string Report = "/models/shapes/versions/1/report";
    private readonly TestHost _host = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _host.RegisterAsync(ModelFolders.Manifest("shapes", TaskKind.Classify), seed: 1, SampleEvaluations.Classifier(0, 1, 0, 0, 0, 0));
        await _host.RegisterAsync(ModelFolders.Manifest("cleaner", TaskKind.Denoise), seed: 2, SampleEvaluations.Denoiser(psnr: null));
        await _host.RegisterAsync(ModelFolders.Manifest("old", TaskKind.Classify), seed: 3);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_classifiers_evaluation_has_its_figures()
    {
        var evaluation = await _host.Client.GetFromJsonAsync<JsonElement>("/models/shapes/versions/1/evaluation", Token);

        Assert.Equal("shapes", evaluation.GetProperty("model").GetProperty("name").GetString());
        Assert.Equal("classify", evaluation.GetProperty("task").GetString());
        Assert.Equal(JsonValueKind.Null, evaluation.GetProperty("denoiser").ValueKind);
        var classifier = evaluation.GetProperty("classifier");
        Assert.Equal(4 / 6.0, classifier.GetProperty("report").GetProperty("accuracy").GetDouble(), 12);
        Assert.Equal(1 / 3.0, classifier.GetProperty("report").GetProperty("classes")[1].GetProperty("recall").GetDouble(), 12);
        Assert.Equal("[[3,0],[2,1]]", JsonSerializer.Serialize(classifier.GetProperty("matrix").GetProperty("counts")));
        Assert.Equal([0, 1, 0, 0, 0, 0], classifier.GetProperty("predicted").GetBytesFromBase64());
        Assert.Equal(15, classifier.GetProperty("calibration").GetProperty("bins").GetArrayLength());
    }

    [Fact]
    public async Task A_denoisers_evaluation_says_null_where_there_is_no_number()
    {
        var evaluation = await _host.Client.GetFromJsonAsync<JsonElement>("/models/cleaner/versions/1/evaluation", Token);

        var density = Assert.Single(evaluation.GetProperty("denoiser").GetProperty("densities").EnumerateArray());
        Assert.Equal(JsonValueKind.Null, density.GetProperty("model").GetProperty("psnr").ValueKind);
        Assert.Equal(0.01, density.GetProperty("noisy").GetProperty("mse").GetDouble());
    }

    [Theory]
    [InlineData("application/json", null, "application/json", "\"task\":\"classify\"")]
    [InlineData("*/*", null, "application/json", "\"task\":\"classify\"")]
    [InlineData("text/markdown", null, "text/markdown", "# Evaluation of shapes:1")]
    [InlineData("text/plain", null, "text/plain", "weighted avg     0.8000    0.6667    0.6250         6")]
    [InlineData("text/html,application/xhtml+xml,*/*;q=0.8", null, "text/html", "<h1>Evaluation of shapes:1</h1>")]
    [InlineData("text/html", "json", "application/json", "\"task\":\"classify\"")]
    [InlineData("text/html", "markdown", "text/markdown", "# Evaluation of shapes:1")]
    [InlineData("application/json", "text", "text/plain", "square     1.0000    0.3333")]
    [InlineData("application/json", "html", "text/html", "<!DOCTYPE html>")]
    public async Task The_report_comes_in_the_format_that_is_asked_for(string accept, string? format, string type, string content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, format is null ? Report : $"{Report}?format={format}");
        request.Headers.Accept.ParseAdd(accept);

        var answer = await _host.Client.SendAsync(request, Token);

        Assert.Equal(type, answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains(content, await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.Contains("Accept", answer.Headers.Vary);
    }

    [Theory]
    [InlineData("pdf")]
    [InlineData("")]
    [InlineData("HTML")]
    public async Task A_format_that_there_is_not_is_refused_with_those_that_there_are(string format)
    {
        var problem = await (await _host.Client.GetAsync($"{Report}?format={format}", Token)).ReadProblemAsync(422);

        Assert.Equal("format must be one of: json, markdown, text, html.", problem.Detail);
        Assert.Equal("format", Assert.Single(problem.Errors!).Pointer);
    }

    [Theory]
    [InlineData("image/png")]
    [InlineData("application/xml, text/csv;q=0.5")]
    [InlineData("*/*;q=0")]
    public async Task A_client_that_takes_none_of_the_formats_is_told_which_there_are(string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Report);
        request.Headers.Accept.ParseAdd(accept);

        var problem = await (await _host.Client.SendAsync(request, Token)).ReadProblemAsync(406);

        Assert.Contains("application/json, text/markdown, text/plain, text/html", problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_format_in_the_address_counts_before_what_is_accepted()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Report + "?format=markdown");
        request.Headers.Accept.ParseAdd("image/png");

        var answer = await _host.Client.SendAsync(request, Token);

        Assert.Equal("text/markdown", answer.Content.Headers.ContentType?.MediaType);
    }

    /// <summary>What was measured when the training ended is kept with the version, so it needs the images no more.</summary>
    [Fact]
    public async Task A_version_whose_data_set_is_gone_keeps_the_evaluation_that_it_has_and_says_what_one_without_would_need()
    {
        var gone = ModelFolders.Manifest("gone", TaskKind.Classify) with { Dataset = "letters" };
        await _host.RegisterAsync(gone, seed: 4, SampleEvaluations.Classifier(0, 1, 0, 0, 0, 0));
        await _host.RegisterAsync(gone, seed: 5);

        var evaluation = await _host.Client.GetFromJsonAsync<JsonElement>("/models/gone/versions/1/evaluation", Token);
        var problem = await (await _host.Client.GetAsync("/models/gone/versions/2/evaluation", Token)).ReadProblemAsync(409);

        Assert.Equal("letters", evaluation.GetProperty("dataset").GetProperty("name").GetString());
        Assert.Contains("on the data set 'letters' if that is still there", problem.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("evaluation")]
    [InlineData("report")]
    public async Task A_version_without_an_evaluation_says_so(string what)
    {
        var problem = await (await _host.Client.GetAsync($"/models/old/versions/1/{what}", Token)).ReadProblemAsync(409);

        Assert.Contains("old:1 has no evaluation", problem.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/models/none/versions/1/evaluation")]
    [InlineData("/models/shapes/versions/2/evaluation")]
    [InlineData("/models/shapes/versions/one/report")]
    public async Task A_version_that_there_is_not_is_not_found(string path) =>
        await (await _host.Client.GetAsync(path, Token)).ReadProblemAsync(404);
}
