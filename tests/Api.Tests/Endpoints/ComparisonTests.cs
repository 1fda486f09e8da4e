using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Clearsight.Api.Tests.Bundles;
using Clearsight.Api.Tests.Models;
using Clearsight.Api.Tests.Problems;
using Clearsight.Domain;

namespace Clearsight.Api.Tests.Endpoints;

public sealed class ComparisonTests : IAsyncLifetime
{
    private readonly TestHost _host = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var shapes = ModelFolders.Manifest("shapes", TaskKind.Classify);
        await _host.RegisterAsync(shapes, seed: 1, SampleEvaluations.Classifier(0, 1, 0, 0, 0, 0));
        await _host.RegisterAsync(shapes, seed: 2, SampleEvaluations.Classifier(0, 1, 0, 1, 0, 1));
        await _host.RegisterAsync(shapes with { Name = "elsewhere", Dataset = "other", DatasetDigest = "sha256:00" }, seed: 3, SampleEvaluations.Classifier(0, 1, 0, 1, 0, 1));
        await _host.RegisterAsync(shapes with { Name = "redrawn", DatasetDigest = "sha256:11" }, seed: 7, SampleEvaluations.Classifier(0, 1, 0, 1, 0, 1));
        await _host.RegisterAsync(shapes with { Name = "old" }, seed: 4);
        await _host.RegisterAsync(ModelFolders.Manifest("cleaner", TaskKind.Denoise), seed: 5, SampleEvaluations.Denoiser(20));
        await _host.RegisterAsync(ModelFolders.Manifest("cleaner", TaskKind.Denoise), seed: 6, SampleEvaluations.Denoiser(30));
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Classifiers_stand_side_by_side_with_their_differences_and_a_conclusion()
    {
        var comparison = await _host.Client.GetFromJsonAsync<JsonElement>("/comparisons?models=shapes:1,shapes:2", Token);

        Assert.Equal([1, 2], comparison.GetProperty("models").EnumerateArray().Select(model => model.GetProperty("model").GetProperty("version").GetInt32()));
        var difference = Assert.Single(comparison.GetProperty("classifiers").EnumerateArray());
        Assert.Equal(2 / 6.0, difference.GetProperty("accuracy").GetDouble(), 12);
        Assert.Equal("square", difference.GetProperty("classes")[1].GetProperty("label").GetString());
        Assert.Equal(2, difference.GetProperty("test").GetProperty("onlySecondRight").GetInt32());
        Assert.Equal(0.5, difference.GetProperty("test").GetProperty("pValue").GetDouble(), 12);
        Assert.StartsWith("shapes:2 classifies 33.33 percentage points more", comparison.GetProperty("conclusion").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Denoisers_are_compared_by_noise_density()
    {
        var comparison = await _host.Client.GetFromJsonAsync<JsonElement>("/comparisons?models=cleaner:1,cleaner", Token);

        var density = comparison.GetProperty("denoisers")[0].GetProperty("densities")[0];
        Assert.Equal((0.1, 10.0), (density.GetProperty("density").GetDouble(), density.GetProperty("psnr").GetDouble()));
        Assert.Equal(0, comparison.GetProperty("classifiers").GetArrayLength());
    }

    [Theory]
    [InlineData("impulse-denoiser:1,mnist-denoiser:1", "mnist-denoiser:1 restores better than impulse-denoiser:1 at ")]
    [InlineData("mnist-denoiser:1,impulse-denoiser:1", "impulse-denoiser:1 restores better than mnist-denoiser:1 at ")]
    public async Task Denoisers_that_ship_are_compared_on_the_digits_that_both_were_measured_on(string models, string conclusion)
    {
        await using var host = new TestHost { ["Models:Directory"] = BundleFiles.ShippedModels };

        var comparison = await host.Client.GetFromJsonAsync<JsonElement>($"/comparisons?models={models}", Token);

        Assert.StartsWith(conclusion, comparison.GetProperty("conclusion").GetString(), StringComparison.Ordinal);
        Assert.NotEqual(0, comparison.GetProperty("denoisers")[0].GetProperty("densities").GetArrayLength());
    }

    /// <summary>A bundle says which test images its model was measured on, and the host that takes it in believes it.</summary>
    [Fact]
    public async Task A_denoiser_that_came_in_a_bundle_is_compared_with_those_of_other_data_sets_too()
    {
        await using var host = new TestHost { ["Models:Directory"] = BundleFiles.ShippedModels };
        using var answer = await host.ImportAsync(BundleFiles.Of("impulse-denoiser").Pack(), "?name=brought");
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);

        var comparison = await host.Client.GetFromJsonAsync<JsonElement>("/comparisons?models=mnist-denoiser:1,brought:1", Token);

        Assert.Equal(1, comparison.GetProperty("denoisers").GetArrayLength());
    }

    [Theory]
    [InlineData("markdown", "# Comparison of shapes:1 and shapes:2")]
    [InlineData("html", "<h1>Comparison of shapes:1 and shapes:2</h1>")]
    [InlineData("text", "Comparison of shapes:1 and shapes:2\n=====")]
    public async Task It_comes_as_a_page_too(string format, string beginning) => Assert.Contains(
        beginning, await _host.Client.GetStringAsync($"/comparisons?models=shapes:1,shapes:2&format={format}", Token), StringComparison.Ordinal);

    [Theory]
    [InlineData("shapes:1,cleaner:1", 422, "only models of one task can be compared")]
    [InlineData("shapes:1,elsewhere:1", 422, "on those of other")]
    [InlineData("shapes:1,redrawn:1", 422, "on those of another form of it")]
    [InlineData("shapes:1,redrawn:1,shapes:1", 422, "shapes:1 is given twice")]
    [InlineData("shapes,shapes:2", 422, "shapes:2 is given twice")]
    [InlineData("shapes:1", 422, "2 to 8 model versions")]
    [InlineData("", 422, "parted by commas")]
    [InlineData("shapes:1,,shapes:2", 422, "parted by commas")]
    [InlineData("shapes:1,shapes:x", 422, "parted by commas")]
    [InlineData("shapes,shapes,shapes,shapes,shapes,shapes,shapes,shapes,shapes", 422, "2 to 8 model versions")]
    [InlineData("shapes:1,nobody", 404, "no model version 'nobody'")]
    [InlineData("shapes:1,shapes:3", 404, "no model version 'shapes:3'")]
    [InlineData("shapes:1,old:1", 409, "old:1 has no evaluation")]
    public async Task What_cannot_be_compared_is_refused_with_the_reason(string models, int status, string reason)
    {
        var problem = await (await _host.Client.GetAsync($"/comparisons?models={models}", Token)).ReadProblemAsync(status);

        Assert.Contains(reason, problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_format_that_there_is_not_is_refused()
    {
        var unknown = await (await _host.Client.GetAsync("/comparisons?models=shapes:1,shapes:2&format=pdf", Token)).ReadProblemAsync(422);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/comparisons?models=shapes:1,shapes:2");
        request.Headers.Accept.ParseAdd("application/pdf");
        var unacceptable = await (await _host.Client.SendAsync(request, Token)).ReadProblemAsync(406);

        Assert.Equal("format must be one of: json, markdown, text, html.", unknown.Detail);
        Assert.Equal("The answer comes as application/json, text/markdown, text/plain, text/html; 'Accept' names none of them.", unacceptable.Detail);
    }

    [Theory]
    [InlineData("/comparisons?format=pdf&models=one", "format models")]
    [InlineData("/comparisons/plots/precision-recall.svg?theme=pink&models=one", "theme models")]
    public async Task All_that_is_wrong_is_told_at_once(string path, string parameters)
    {
        var problem = await (await _host.Client.GetAsync(path, Token)).ReadProblemAsync(422);

        Assert.Equal(parameters.Split(' '), problem.Errors!.Select(error => error.Pointer));
    }

    [Fact]
    public async Task Without_models_there_is_nothing_to_compare() =>
        await (await _host.Client.GetAsync("/comparisons", Token)).ReadProblemAsync(422);
}
