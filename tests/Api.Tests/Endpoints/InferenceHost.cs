using System.Net.Http.Headers;
using System.Text.Json;
using Clearsight.Domain.Models;
using Clearsight.Serving.Models;
using Clearsight.Serving.Tests.Models;

namespace Clearsight.Api.Tests.Endpoints;

/// <summary>The whole service with an untrained denoiser and classifier selected, and the ways to send it an image.</summary>
internal static class InferenceHost
{
    public static async Task<TestHost> WithModelsAsync(this TestHost host)
    {
        var registry = host.Get<IModelRegistry>();
        await host.SelectAsync(await UntrainedModel.RegisterDenoiserAsync(registry, seed: 1));
        await host.SelectAsync(await UntrainedModel.RegisterClassifierAsync(registry, seed: 2));
        return host;
    }

    public static async Task SelectAsync(this TestHost host, ModelVersion version)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await host.Get<ISelectionStore>().SelectAsync(version.Manifest.Task, version.Reference, "test", cancellation);
        await host.Get<SelectionFollower>().CatchUpAsync(cancellation);
    }

    public static Task<HttpResponseMessage> PostImageAsync(this TestHost host, string path, byte[] image, string type = "image/png") =>
        host.Client.PostAsync(path, Body(image, type), TestContext.Current.CancellationToken);

    public static async Task<HttpResponseMessage> PostFormAsync(this TestHost host, string path, byte[] image, string field = "image")
    {
        using var form = new MultipartFormDataContent();
        form.Add(new StringContent("something else that a form sends along"), "comment");
        form.Add(Body(image, "image/png"), field, "picture.png");
        return await host.Client.PostAsync(path, form, TestContext.Current.CancellationToken);
    }

    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage response)
    {
        await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        return (await JsonDocument.ParseAsync(body, default, TestContext.Current.CancellationToken)).RootElement;
    }

    /// <summary>The answer is a problem of this status with a sentence in it; the detail is returned.</summary>
    public static async Task<string> ProblemAsync(this HttpResponseMessage response, int status)
    {
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = await response.JsonAsync();
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        var detail = problem.GetProperty("detail").GetString();
        Assert.False(string.IsNullOrWhiteSpace(detail));
        return detail!;
    }

    private static ByteArrayContent Body(byte[] image, string type)
    {
        var content = new ByteArrayContent(image);
        if (type.Length > 0)
        {
            content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        }

        return content;
    }
}
