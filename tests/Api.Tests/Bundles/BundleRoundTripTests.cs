using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Clearsight.Api.Tests.Endpoints;
using Clearsight.Domain.Models;
using Clearsight.Serving.Tests.Drawn;

namespace Clearsight.Api.Tests.Bundles;

/// <summary>Two hosts with a storage each: what leaves the one answers alike in the other.</summary>
public sealed class BundleRoundTripTests : IAsyncLifetime
{
    private readonly TestHost _there = new() { ["Models:Directory"] = BundleFiles.ShippedModels };
    private readonly TestHost _here = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _there.DisposeAsync();
        await _here.DisposeAsync();
    }

    [Theory]
    [InlineData("fashion-transfer")]
    [InlineData("fashion-classifier-wide")]
    public async Task A_classifier_that_ships_answers_the_same(string model)
    {
        var imported = await MoveAsync(model);

        Assert.Equal($"{model}:1", $"{imported.GetProperty("name")}:{imported.GetProperty("version")}");
        await AssertClassifiesAlikeAsync(model);
    }

    [Fact]
    public async Task Every_model_that_ships_can_be_moved()
    {
        foreach (var model in Directory.EnumerateDirectories(BundleFiles.ShippedModels).Select(folder => Path.GetFileName(folder)))
        {
            await MoveAsync(model);
        }
    }

    [Theory]
    [InlineData("mnist-denoiser")]
    [InlineData("impulse-denoiser")]
    public async Task A_denoiser_that_ships_answers_the_same_to_the_byte(string model)
    {
        await MoveAsync(model);

        await AssertDenoisesAlikeAsync(model);
    }

    [Fact]
    public async Task All_that_is_known_of_it_comes_along()
    {
        var imported = await MoveAsync("fashion-transfer");

        var original = await DetailsAsync(_there, "fashion-transfer");
        foreach (var property in original.EnumerateObject().Where(property => property.Name is not ("parent" or "job" or "origin" or "files" or "sizeBytes" or "selected")))
        {
            Assert.Equal(property.Value.GetRawText(), imported.GetProperty(property.Name).GetRawText());
        }

        Assert.Equal(Digests(original), Digests(imported));
        const string report = "/models/fashion-transfer/versions/1/report?format=html";
        Assert.Equal(await _there.Client.GetStringAsync(report, Token), await _here.Client.GetStringAsync(report, Token));
    }

    [Fact]
    public async Task What_was_trained_and_transferred_there_serves_here()
    {
        _there.Listen();
        await TrainAsync();

        var transfer = await MoveAsync("fashion-transfer", version: 2);
        var denoiser = await MoveAsync("glyphs-denoiser", name: "glyph-cleaner");

        Assert.Equal(["glyph-cleaner", "fashion-transfer"], new[] { denoiser, transfer }.Select(model => model.GetProperty("name").GetString()));
        await AssertDenoisesAlikeAsync("glyphs-denoiser", "glyph-cleaner", version: 1);
        await AssertClassifiesAlikeAsync("fashion-transfer", versionThere: 2);
        // The parent was not here when the transfer came.
        Assert.Equal(JsonValueKind.Null, transfer.GetProperty("parent").ValueKind);
        Assert.Equal("glyphs-denoiser", transfer.GetProperty("origin").GetProperty("parent").GetProperty("name").GetString());
        Assert.Equal("fashion-transfer", transfer.GetProperty("origin").GetProperty("model").GetProperty("name").GetString());
        Assert.Equal(2, transfer.GetProperty("origin").GetProperty("model").GetProperty("version").GetInt32());
        Assert.Equal(JsonValueKind.Null, transfer.GetProperty("job").ValueKind);

        // Now it is: whatever it is called, its weights say so.
        var again = await MoveAsync("fashion-transfer", version: 2, name: "transfer");
        Assert.Equal("glyph-cleaner", again.GetProperty("parent").GetProperty("name").GetString());
        Assert.Equal(HttpStatusCode.Conflict, (await _here.Client.DeleteAsync("/models/glyph-cleaner/versions/1", Token)).StatusCode);

        // And from here on to a third host: the origin stays the first one.
        await using var third = new TestHost();
        using var answer = await third.ImportAsync(await _here.ExportAsync("transfer"));
        var details = await answer.JsonAsync();
        Assert.Equal(again.GetProperty("origin").GetRawText(), details.GetProperty("origin").GetRawText());
        Assert.Equal(transfer.GetProperty("digest").GetString(), details.GetProperty("digest").GetString());
    }

    [Fact]
    public async Task An_imported_denoiser_can_be_the_base_of_a_training()
    {
        _here.Listen();
        await MoveAsync("mnist-denoiser");

        var job = await JobAsync(_here, new
        {
            recipe = "fashion-transfer",
            dataset = "glyphs",
            baseModel = "mnist-denoiser:1",
            hyperparameters = new { epochs = 1, trainLimit = 300, validationCount = 100, batchSize = 50 },
        });

        Assert.True(job.GetProperty("status").GetString() == "succeeded", job.GetRawText());
    }

    /// <summary>Takes a version from there to here.</summary>
    private async Task<JsonElement> MoveAsync(string model, int version = 1, string? name = null)
    {
        using var answer = await _here.ImportAsync(await _there.ExportAsync(model, version), name is null ? "" : $"?name={name}");
        var imported = await answer.JsonAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.Created, imported.GetRawText());
        Assert.Equal((await DetailsAsync(_there, model, version)).GetProperty("digest").GetString(), imported.GetProperty("digest").GetString());
        Assert.False(imported.GetProperty("selected").GetBoolean());
        Assert.Equal($"/models/{imported.GetProperty("name")}/versions/{imported.GetProperty("version")}", answer.Headers.Location?.OriginalString);
        return imported;
    }

    private async Task TrainAsync()
    {
        var report = await JobAsync(_there, new
        {
            recipe = "report",
            dataset = "glyphs",
            select = "never",
            hyperparameters = new { epochs = 1, trainLimit = 300, validationCount = 100, batchSize = 50 },
            parts = new
            {
                denoiser = new { recipe = "mnist-denoiser", modelName = "glyphs-denoiser" },
                classifier = new { recipe = "fashion-classifier" },
                transfer = new { recipe = "fashion-transfer" },
            },
        });
        Assert.True(report.GetProperty("status").GetString() == "succeeded", report.GetRawText());
    }

    private static async Task<JsonElement> JobAsync(TestHost host, object request)
    {
        using var answer = await host.Client.PostAsJsonAsync("/jobs", request, Token);
        var id = (await answer.JsonAsync()).GetProperty("id").GetString();
        // The stream of events ends with the job.
        await using var events = await host.Client.GetStreamAsync($"/jobs/{id}/events", Token);
        await events.CopyToAsync(Stream.Null, Token);
        return await host.Client.GetFromJsonAsync<JsonElement>($"/jobs/{id}", Token);
    }

    private async Task AssertClassifiesAlikeAsync(string model, int versionThere = 1)
    {
        foreach (var image in Images())
        {
            using var there = await _there.PostImageAsync($"/classify?model={model}:{versionThere}", image, "application/octet-stream");
            using var here = await _here.PostImageAsync($"/classify?model={model}:1", image, "application/octet-stream");
            Assert.Equal(HttpStatusCode.OK, here.StatusCode);
            var (one, other) = (await there.JsonAsync(), await here.JsonAsync());
            // The rest of the body is names and times.
            foreach (var part in new[] { "predictions", "preprocessing" })
            {
                Assert.Equal(one.GetProperty(part).GetRawText(), other.GetProperty(part).GetRawText());
            }
        }
    }

    private async Task AssertDenoisesAlikeAsync(string model, string? nameHere = null, int version = 1)
    {
        foreach (var image in Images())
        {
            using var there = await _there.PostImageAsync($"/denoise?model={model}:{version}", image, "application/octet-stream");
            using var here = await _here.PostImageAsync($"/denoise?model={nameHere ?? model}:1", image, "application/octet-stream");
            Assert.Equal(HttpStatusCode.OK, here.StatusCode);
            Assert.Equal(there.Headers.GetValues("X-Model-Digest"), here.Headers.GetValues("X-Model-Digest"));
            // The name is in the PNG's text.
            var (one, other) = (await there.Content.ReadAsByteArrayAsync(Token), await here.Content.ReadAsByteArrayAsync(Token));
            Assert.Equal(nameHere is null ? one : Pixels(one), nameHere is null ? other : Pixels(other));
        }
    }

    /// <summary>The part of a PNG that is not told by name: its image data.</summary>
    private static byte[] Pixels(byte[] png) => png[png.AsSpan().IndexOf("IDAT"u8)..];

    private static IEnumerable<byte[]> Images()
    {
        var pictures = Path.Combine(BundleFiles.ShippedModels, "..", "docs", "pictures");
        yield return File.ReadAllBytes(Path.Combine(pictures, "noisy-digit.png"));
        yield return File.ReadAllBytes(Path.Combine(pictures, "ankle-boot.png"));
        foreach (var format in new[] { "png", "jpeg", "gif" })
        {
            using var drawn = Drawing.Ring(61, 45, color: true);
            yield return Drawing.Encode(drawn, format);
        }
    }

    private static Task<JsonElement> DetailsAsync(TestHost host, string model, int version = 1) =>
        host.Client.GetFromJsonAsync<JsonElement>($"/models/{model}/versions/{version}", Token);

    /// <summary>Of all files but the manifest, which has this host's own numbers.</summary>
    private static IEnumerable<string> Digests(JsonElement details) => details.GetProperty("files").EnumerateArray()
        .Where(file => file.GetProperty("name").GetString() != ModelFiles.Manifest)
        .Select(file => $"{file.GetProperty("name")} {file.GetProperty("digest")}");
}
