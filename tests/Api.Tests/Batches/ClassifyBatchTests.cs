using System.Text.Json;
using Clearsight.Api.Tests.Endpoints;
using Clearsight.Serving.Tests.Drawn;

namespace Clearsight.Api.Tests.Batches;

public sealed class ClassifyBatchTests(BatchFixture fixture) : IClassFixture<BatchFixture>
{
    private const string Path = "/classify/batch";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData("?top=3&denoise=true&polarity=invert")]
    [InlineData("?model=fashion-transfer:1&polarity=asIs")]
    public async Task Each_image_is_answered_as_by_a_call_of_its_own_in_the_order_of_the_batch(string query)
    {
        var pictures = BatchHost.Pictures();
        using var form = await fixture.Host.PostFormAsync(Path + query, pictures.Select(picture => ((string?)picture.Name, picture.Bytes)));
        using var zip = await fixture.Host.PostZipAsync(Path + query, BatchHost.Zip(pictures));

        var items = await form.ItemsAsync();
        Assert.Equal(pictures.Select(picture => picture.Name), items.Select(item => item.Name()));
        var model = JsonDocument.Parse(await form.Content.ReadAsByteArrayAsync(Token)).RootElement.GetProperty("model").GetRawText();
        foreach (var (picture, item) in pictures.Zip(items))
        {
            using var single = await fixture.Host.PostImageAsync("/classify" + query, picture.Bytes, "application/octet-stream");
            var expected = await single.JsonAsync();
            Assert.Equal(["name", "predictions"], item.EnumerateObject().Select(field => field.Name));
            Assert.Equal(expected.GetProperty("predictions").GetRawText(), item.GetProperty("predictions").GetRawText());
            Assert.Equal(expected.GetProperty("model").GetRawText(), model);
            Assert.Equal(single.Headers.GetValues("X-Model"), form.Headers.GetValues("X-Model"));
        }

        Assert.Equal(items.Select(item => item.GetRawText()), (await zip.ItemsAsync()).Select(item => item.GetRawText()));
    }

    [Fact]
    public async Task A_zip_is_the_body_whatever_it_is_called_or_the_one_field_of_a_form()
    {
        var zip = BatchHost.Zip(BatchHost.Pictures());
        using var named = await fixture.Host.PostZipAsync(Path, zip);
        using var byWindows = await fixture.Host.PostZipAsync(Path, zip, "Application/X-Zip-Compressed");
        using var bytes = await fixture.Host.PostZipAsync(Path, zip, "application/octet-stream");
        using var unnamed = await fixture.Host.PostZipAsync(Path, zip, type: null);
        using var field = await fixture.Host.PostFormAsync(Path, ("pictures.zip", zip));
        var expected = await named.Content.ReadAsStringAsync(Token);
        foreach (var answer in new[] { byWindows, bytes, unnamed, field })
        {
            Assert.Equal(expected, await answer.Content.ReadAsStringAsync(Token));
        }
    }

    [Fact]
    public async Task One_bad_image_never_fails_the_others_and_has_the_problem_of_a_call_of_its_own()
    {
        (string, byte[])[] bad =
        [
            ("notes.txt", "hello"u8.ToArray()),
            ("empty.png", []),
            ("cut.png", BatchHost.Ring(40, 30)[..60]),
            ("huge.png", PngFile.Build(50_000, 50_000, 8, PngFile.Grey, [])),
            ("inner.zip", BatchHost.Zip(("a.png", BatchHost.Ring(28, 28)))),
        ];
        var good = BatchHost.Ring(28, 28);
        (string Name, byte[] Bytes)[] batch = [.. bad.SelectMany((each, index) => ((string, byte[])[])[each, ($"good-{index}.png", good)])];

        using var form = await fixture.Host.PostFormAsync(Path, batch.Select(image => ((string?)image.Name, image.Bytes)));
        using var zip = await fixture.Host.PostZipAsync(Path, BatchHost.Zip(batch));

        foreach (var items in new[] { await form.ItemsAsync(), await zip.ItemsAsync() })
        {
            Assert.Equal(batch.Select(image => image.Name), items.Select(item => item.Name()));
            foreach (var (image, item) in batch.Zip(items))
            {
                using var single = await fixture.Host.PostImageAsync("/classify", image.Bytes);
                var expected = await single.JsonAsync();
                if (single.IsSuccessStatusCode)
                {
                    Assert.Equal(expected.GetProperty("predictions").GetRawText(), item.GetProperty("predictions").GetRawText());
                }
                else
                {
                    AssertSame(expected, item.GetProperty("problem"));
                }
            }
        }
    }

    [Fact]
    public async Task An_image_with_too_many_bytes_is_a_problem_of_its_own()
    {
        var large = new byte[100_001];
        BatchHost.Ring(28, 28).CopyTo(large, 0);
        using var form = await fixture.Host.PostFormAsync(Path, ("large.png", large), ("good.png", BatchHost.Ring(28, 28)));
        using var zip = await fixture.Host.PostZipAsync(Path, BatchHost.Zip(("large.png", large), ("good.png", BatchHost.Ring(28, 28))));
        foreach (var items in new[] { await form.ItemsAsync(), await zip.ItemsAsync() })
        {
            Assert.Equal(413, items[0].Status());
            Assert.Contains("100000 bytes", items[0].Detail(), StringComparison.Ordinal);
            Assert.True(items[1].TryGetProperty("predictions", out _));
        }
    }

    [Fact]
    public async Task Names_that_are_missing_or_there_already_are_made_unique()
    {
        var image = BatchHost.Ring(28, 28);
        using var form = await fixture.Host.PostFormAsync(
            Path, ("a.png", image), ("A.png", image), (null, image), ("C:\\\\pictures\\\\a.png", image), ("../../etc/a-2.png", image), ("..", image));
        Assert.Equal(["a.png", "A-2.png", "image-3", "a-3.png", "a-2-2.png", "image-6"], (await form.ItemsAsync()).Select(item => item.Name()));
    }

    [Fact]
    public async Task A_name_beyond_ascii_comes_back_as_it_was()
    {
        using var form = new MultipartFormDataContent();
        var part = new ByteArrayContent(BatchHost.Ring(28, 28));
        part.Headers.TryAddWithoutValidation("Content-Disposition", "form-data; name=\"image\"; filename=\"x.png\"; filename*=UTF-8''%E2%98%83.png");
        form.Add(part);
        using var asField = await fixture.Host.Client.PostAsync(Path, form, Token);
        using var asEntry = await fixture.Host.PostZipAsync(Path, BatchHost.Zip(("Käse/☃.png", BatchHost.Ring(28, 28))));
        Assert.Equal("☃.png", (await asField.ItemsAsync()).Single().Name());
        Assert.Equal("Käse/☃.png", (await asEntry.ItemsAsync()).Single().Name());
    }

    [Theory]
    [InlineData("top=0", 422)]
    [InlineData("top=many", 422)]
    [InlineData("polarity=sideways", 422)]
    [InlineData("model=impulse-denoiser", 422)]
    [InlineData("model=nobody", 404)]
    public async Task What_the_query_asks_for_must_make_sense(string query, int status)
    {
        using var answer = await fixture.Host.PostFormAsync($"{Path}?{query}", ("a.png", BatchHost.Ring(28, 28)));
        await answer.ProblemAsync(status);
    }

    private static void AssertSame(JsonElement expected, JsonElement problem)
    {
        foreach (var field in (string[])["type", "title", "status", "detail"])
        {
            Assert.Equal(expected.GetProperty(field).GetRawText(), problem.GetProperty(field).GetRawText());
        }

        Assert.Equal(expected.TryGetProperty("errors", out var errors), problem.TryGetProperty("errors", out var own));
        Assert.Equal(errors.ValueKind == JsonValueKind.Undefined ? "" : errors.GetRawText(), own.ValueKind == JsonValueKind.Undefined ? "" : own.GetRawText());
        Assert.Equal(Path, problem.GetProperty("instance").GetString());
        Assert.Matches("^[0-9a-f]{32}$", problem.GetProperty("traceId").GetString()!);
    }
}
