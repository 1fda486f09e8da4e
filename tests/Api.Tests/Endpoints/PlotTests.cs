using System.Net;
using Clearsight.Api.Tests.Models;
using Clearsight.Api.Tests.Plots;
using Clearsight.Api.Tests.Problems;
using Clearsight.Domain;
using SkiaSharp;

namespace Clearsight.Api.Tests.Endpoints;

public sealed class PlotTests : IAsyncLifetime
{
    private readonly TestHost _host = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var (classifier, denoiser) = (SampleFigures.Classifier(SampleFigures.Classes), SampleFigures.Denoiser());
        var shapes = ModelFolders.Manifest("shapes", TaskKind.Classify);
        await _host.RegisterAsync(shapes, seed: 1, classifier.Evaluation, SampleFigures.History().Curves);
        await _host.RegisterAsync(shapes, seed: 2, SampleFigures.Classifier(SampleFigures.Classes, strength: 1.5).Evaluation);
        await _host.RegisterAsync(ModelFolders.Manifest("cleaner", TaskKind.Denoise), seed: 3, denoiser.Evaluation, SampleFigures.History().Curves);
        await _host.RegisterAsync(ModelFolders.Manifest("cleaner", TaskKind.Denoise), seed: 4, denoiser.Evaluation);
        await _host.RegisterAsync(ModelFolders.Manifest("bare", TaskKind.Classify), seed: 5);
        await _host.RegisterAsync(ModelFolders.Manifest("plain", TaskKind.Classify), seed: 6, SampleEvaluations.Classifier(0, 1, 0, 0, 0, 0));
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("/models/shapes/versions/1/plots/loss")]
    [InlineData("/models/shapes/versions/1/plots/accuracy")]
    [InlineData("/models/shapes/versions/1/plots/confusion-matrix")]
    [InlineData("/models/shapes/versions/1/plots/precision-recall")]
    [InlineData("/models/shapes/versions/1/plots/roc")]
    [InlineData("/models/shapes/versions/1/plots/calibration")]
    [InlineData("/models/shapes/versions/1/plots/samples")]
    [InlineData("/models/cleaner/versions/1/plots/loss")]
    [InlineData("/models/cleaner/versions/1/plots/psnr")]
    [InlineData("/models/cleaner/versions/1/plots/samples")]
    [InlineData("/comparisons/plots/precision-recall", "models=shapes:1,shapes:2")]
    [InlineData("/comparisons/plots/psnr", "models=cleaner:1,cleaner:2")]
    [InlineData("/datasets/glyphs/preview")]
    public async Task Every_plot_comes_as_SVG_and_as_PNG_in_both_themes(string path, string query = "")
    {
        foreach (var theme in new[] { "light", "dark" })
        {
            var svg = await _host.Client.GetAsync($"{path}.svg?{query}&theme={theme}", Token);
            var png = await _host.Client.GetAsync($"{path}.png?{query}&theme={theme}", Token);

            Assert.Equal((HttpStatusCode.OK, "image/svg+xml"), (svg.StatusCode, svg.Content.Headers.ContentType?.MediaType));
            Assert.Equal((HttpStatusCode.OK, "image/png"), (png.StatusCode, png.Content.Headers.ContentType?.MediaType));
            var root = System.Xml.Linq.XDocument.Parse(await svg.Content.ReadAsStringAsync(Token)).Root!;
            using var picture = SKBitmap.Decode(await png.Content.ReadAsByteArrayAsync(Token));
            Assert.Equal((2 * (int)root.Attribute("width")!, 2 * (int)root.Attribute("height")!), (picture.Width, picture.Height));
        }
    }

    [Fact]
    public async Task A_plot_that_the_client_has_is_not_sent_again()
    {
        const string path = "/models/shapes/versions/1/plots/roc.svg";
        var first = await _host.Client.GetAsync(path, Token);
        var tag = first.Headers.ETag!;

        Assert.Equal(HttpStatusCode.NotModified, (await GetAsync(path, tag.ToString())).StatusCode);
        Assert.Equal(HttpStatusCode.NotModified, (await GetAsync(path, $"\"other\", W/{tag}")).StatusCode);
        foreach (var other in new[] { path + "?theme=dark", path.Replace("svg", "png", StringComparison.Ordinal), path.Replace("roc", "calibration", StringComparison.Ordinal), path.Replace("/1/", "/2/", StringComparison.Ordinal) })
        {
            Assert.Equal(HttpStatusCode.OK, (await GetAsync(other, tag.ToString())).StatusCode);
        }
    }

    [Theory]
    [InlineData("/models/shapes/versions/1/plots/psnr.svg", 404, "no plot 'psnr' of shapes:1, which is to classify; there are: loss, accuracy, confusion-matrix, precision-recall, roc, calibration, samples.")]
    [InlineData("/models/cleaner/versions/1/plots/roc.png", 404, "no plot 'roc' of cleaner:1, which is to denoise; there are: loss, psnr, samples.")]
    [InlineData("/models/shapes/versions/1/plots/nonsense.svg", 404, "there are: loss, accuracy")]
    [InlineData("/models/shapes/versions/1/plots/roc.pdf", 404, "end in .svg or .png, not in '.pdf'")]
    [InlineData("/models/shapes/versions/1/plots/roc.SVG", 404, "end in .svg or .png")]
    [InlineData("/models/shapes/versions/1/plots/roc", 404, "end in .svg or .png.")]
    [InlineData("/models/shapes/versions/9/plots/roc.svg", 404, "no version '9'")]
    [InlineData("/models/shapes/versions/1/plots/roc.svg?theme=blue", 422, "theme must be one of: light, dark.")]
    [InlineData("/models/shapes/versions/2/plots/loss.svg", 409, "shapes:2 has no learning curves")]
    [InlineData("/models/bare/versions/1/plots/roc.svg", 409, "bare:1 has no evaluation")]
    [InlineData("/models/plain/versions/1/plots/samples.svg", 409, "The evaluation of plain:1 has no samples")]
    [InlineData("/jobs/none/plots/loss.svg", 404, "no job 'none'")]
    [InlineData("/jobs/none/plots/loss", 404, "end in .svg or .png.")]
    [InlineData("/comparisons/plots/roc.svg?models=shapes:1,shapes:2", 404, "no plot 'roc' of a comparison; there are: precision-recall, psnr.")]
    [InlineData("/comparisons/plots/psnr.svg?models=shapes:1,shapes:2", 404, "of models that are to classify; there are: precision-recall.")]
    [InlineData("/comparisons/plots/precision-recall.svg?models=shapes:1", 422, "2 to 8 model versions")]
    [InlineData("/comparisons/plots/precision-recall.svg?models=shapes:1,cleaner:1", 422, "only models of one task")]
    [InlineData("/comparisons/plots/precision-recall.svg", 422, "models")]
    [InlineData("/datasets/none/preview.png", 404, "no data set 'none'")]
    [InlineData("/datasets/glyphs/preview.gif", 404, "end in .svg or .png")]
    [InlineData("/datasets/mnist/preview.png", 409, "mnist")]
    public async Task What_cannot_be_drawn_is_refused_with_the_reason(string path, int status, string reason)
    {
        var answer = await _host.Client.GetAsync(path, Token);
        var problem = await answer.ReadProblemAsync(status);

        Assert.Null(answer.Headers.ETag);
        Assert.Contains(reason, problem.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/models/shapes/versions/1/report", 7)]
    [InlineData("/models/shapes/versions/2/report", 5)]
    [InlineData("/models/cleaner/versions/1/report", 3)]
    [InlineData("/comparisons?models=shapes:1,shapes:2", 1)]
    [InlineData("/comparisons?models=cleaner:1,cleaner:2", 1)]
    public async Task A_page_shows_the_plots_that_there_are_figures_for(string path, int plots)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Accept", "text/html" } } };
        var html = await (await _host.Client.SendAsync(request, Token)).Content.ReadAsStringAsync(Token);

        Assert.Equal((plots, plots, plots), (Count(html, "<figure>"), Count(html, "<div class=\"light\"><svg "), Count(html, "<div class=\"dark\"><svg ")));
        Assert.DoesNotContain("<?xml", html, StringComparison.Ordinal);
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    private async Task<HttpResponseMessage> GetAsync(string path, string known)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("If-None-Match", known);
        return await _host.Client.SendAsync(request, Token);
    }
}
