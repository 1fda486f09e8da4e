using System.IO.Compression;
using System.Text.Json;
using Clearsight.Api.Tests.Endpoints;

namespace Clearsight.Api.Tests.Batches;

public sealed class DenoiseBatchTests(BatchFixture fixture) : IClassFixture<BatchFixture>
{
    private const string Path = "/denoise/batch";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData("?size=model&model=mnist-denoiser:1")]
    public async Task Each_picture_is_the_png_of_a_call_of_its_own_in_the_order_of_the_batch(string query)
    {
        var pictures = BatchHost.Pictures();
        using var form = await fixture.Host.PostFormAsync(Path + query, pictures.Select(picture => ((string?)picture.Name, picture.Bytes)));
        using var zip = await fixture.Host.PostZipAsync(Path + query, BatchHost.Zip(pictures));
        var entries = await form.EntriesAsync();

        Assert.Equal(["digit.png", "wide.png", "colour.png", "drawn.png", "map.png", "digit-2.png"], entries.Select(entry => entry.Name));
        Assert.Equal(["", "from wide.webp", "from colour.jpeg", "from drawn.gif", "from map.bmp", ""], entries.Select(entry => entry.Comment));
        foreach (var (picture, entry) in pictures.Zip(entries))
        {
            using var single = await fixture.Host.PostImageAsync("/denoise" + query, picture.Bytes, "application/octet-stream");
            Assert.Equal(await single.Content.ReadAsByteArrayAsync(Token), entry.Bytes);
            Assert.Equal(single.Headers.GetValues("X-Model"), form.Headers.GetValues("X-Model"));
        }

        Assert.Equal(entries, await zip.EntriesAsync(), EntryComparer.Instance);
        Assert.Equal("cleaned.zip", form.Content.Headers.ContentDisposition?.FileName?.Trim('"'));
    }

    [Fact]
    public async Task Images_that_could_not_be_cleaned_are_listed_in_the_last_entry()
    {
        using var answer = await fixture.Host.PostFormAsync(
            Path, ("notes.txt", "hello"u8.ToArray()), ("a.png", BatchHost.Ring(28, 28)), ("cut.jpeg", BatchHost.Ring(40, 30, "jpeg")[..60]));
        var entries = await answer.EntriesAsync();
        Assert.Equal(["a.png", "errors.json"], entries.Select(entry => entry.Name));
        var errors = JsonDocument.Parse(entries[1].Bytes).RootElement;
        Assert.Equal(["items"], errors.EnumerateObject().Select(field => field.Name));
        var items = errors.GetProperty("items").EnumerateArray().ToList();
        Assert.Equal([("notes.txt", 415), ("cut.jpeg", 422)], items.Select(item => (item.Name(), item.Status())));
        Assert.Equal("The JPEG image is damaged or ends early.", items[1].Detail());
    }

    [Fact]
    public async Task Where_nothing_could_be_cleaned_there_are_only_errors()
    {
        using var answer = await fixture.Host.PostFormAsync(Path, ("errors.json", "hello"u8.ToArray()), ("b.png", []));
        var entries = await answer.EntriesAsync();
        var items = JsonDocument.Parse(Assert.Single(entries).Bytes).RootElement.GetProperty("items").EnumerateArray();
        Assert.Equal([("errors.json", 415), ("b.png", 400)], items.Select(item => (item.Name(), item.Status())));
    }

    [Fact]
    public async Task Pictures_that_would_have_the_same_name_get_names_of_their_own()
    {
        var image = BatchHost.Ring(28, 28);
        using var answer = await fixture.Host.PostZipAsync(
            Path,
            BatchHost.Zip(("a.png", image), ("A.bmp", BatchHost.Ring(28, 28, "bmp")), ("b/a.png", image), ("errors.json", image), ("scan.001", image), ("scan.002", image)));
        Assert.Equal(
            [("a.png", ""), ("A-2.png", "from A.bmp"), ("b/a.png", ""), ("errors.json.png", "from errors.json"), ("scan.001.png", "from scan.001"), ("scan.002.png", "from scan.002")],
            (await answer.EntriesAsync()).Select(entry => (entry.Name, entry.Comment)));
    }

    [Fact]
    public async Task No_name_in_the_answer_leads_out_of_a_folder()
    {
        var image = BatchHost.Ring(28, 28);
        string[] names = ["../a.png", "/b.png", "..\\\\c.png", "d/../../e.png", "C:\\\\f.png", "con:g.png", "h\t.png", "....", " . "];
        using var answer = await fixture.Host.PostFormAsync(Path, names.Select(name => ((string?)name, image)));
        var entries = await answer.EntriesAsync();
        Assert.Equal(names.Length, entries.Count);
        Assert.All(entries, entry => Assert.Matches("^[-a-z0-9_]+[.]png$", entry.Name));
    }

    [Fact]
    public async Task The_zip_can_be_read_forward_by_those_that_never_see_its_end()
    {
        using var answer = await fixture.Host.PostFormAsync(Path, ("a.png", BatchHost.Ring(28, 28)), ("b.png", BatchHost.Ring(30, 20)));
        var bytes = await answer.Content.ReadAsByteArrayAsync(Token);

        // Deflate ends by itself. What is stored does not, and its length is not known where the entry begins.
        Assert.Equal(8, BitConverter.ToUInt16(bytes, 8));
        using var inflated = new DeflateStream(new MemoryStream(bytes[(30 + BitConverter.ToUInt16(bytes, 26) + BitConverter.ToUInt16(bytes, 28))..]), CompressionMode.Decompress);
        var signature = new byte[4];
        await inflated.ReadExactlyAsync(signature, Token);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], signature);
    }

    [Theory]
    [InlineData("size=huge", 422)]
    [InlineData("model=fashion-classifier", 422)]
    [InlineData("model=nobody", 404)]
    public async Task What_the_query_asks_for_must_make_sense(string query, int status)
    {
        using var answer = await fixture.Host.PostFormAsync($"{Path}?{query}", ("a.png", BatchHost.Ring(28, 28)));
        await answer.ProblemAsync(status);
    }

    private sealed class EntryComparer : IEqualityComparer<(string Name, string Comment, byte[] Bytes)>
    {
        public static readonly EntryComparer Instance = new();

        public bool Equals((string Name, string Comment, byte[] Bytes) x, (string Name, string Comment, byte[] Bytes) y) =>
            x.Name == y.Name && x.Comment == y.Comment && x.Bytes.AsSpan().SequenceEqual(y.Bytes);

        public int GetHashCode((string Name, string Comment, byte[] Bytes) obj) => obj.Name.GetHashCode(StringComparison.Ordinal);
    }
}
