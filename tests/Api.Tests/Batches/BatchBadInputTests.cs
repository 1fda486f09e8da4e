using System.Buffers.Binary;
using Clearsight.Api.Tests.Endpoints;

namespace Clearsight.Api.Tests.Batches;

public sealed class BatchBadInputTests(BatchFixture fixture) : IClassFixture<BatchFixture>
{
    private const int DirectorySignature = 0x02014b50;
    private const int SymbolicLink = 0xA1FF << 16;
    private const int Pipe = 0x11FF << 16;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Paths => ["/classify/batch", "/denoise/batch"];

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task What_is_no_batch_is_refused_as_a_whole_with_a_sentence(string path)
    {
        async Task RefusedAsync(int status, string because, byte[] body, string? type = "application/zip")
        {
            using var answer = await fixture.Host.PostZipAsync(path, body, type);
            Assert.Contains(because, await answer.ProblemAsync(status), StringComparison.Ordinal);
        }

        var zip = BatchHost.Zip(BatchHost.Pictures());
        await RefusedAsync(400, "is empty: the body has no bytes", []);
        await RefusedAsync(400, "is empty: the ZIP has no files", BatchHost.Zip());
        await RefusedAsync(400, "is empty: the ZIP has no files", BatchHost.Zip(("folder/", []), ("__MACOSX/._a.png", [1]), (".hidden/a.png", [1])));
        await RefusedAsync(415, "is not a ZIP", BatchHost.Ring(28, 28));
        await RefusedAsync(415, "is not a ZIP", BatchHost.Ring(28, 28), type: null);
        await RefusedAsync(415, "'image/png' is not taken", BatchHost.Ring(28, 28), "image/png");
        await RefusedAsync(415, "'application/json' is not taken", zip, "application/json");
        await RefusedAsync(400, "damaged or ends early", zip[..^1]);
        await RefusedAsync(400, "damaged or ends early", zip[..(zip.Length / 2)]);
        await RefusedAsync(400, "damaged or ends early", [.. "PK\x3\x4"u8]);
        await RefusedAsync(400, "needs a boundary", zip, "multipart/form-data");
        await RefusedAsync(400, "multipart body is broken", [], "multipart/form-data; boundary=abc");
        await RefusedAsync(400, "is empty: the multipart body has no field 'image'", "--abc--\r\n"u8.ToArray(), "multipart/form-data; boundary=abc");
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task A_form_that_ends_early_or_has_another_field_is_refused_whatever_came_before(string path)
    {
        using var whole = BatchHost.Form(("a.png", BatchHost.Ring(28, 28)), ("b.png", BatchHost.Ring(28, 28)));
        var type = whole.Headers.ContentType!.ToString();
        var bytes = await whole.ReadAsByteArrayAsync(Token);
        foreach (var length in (int[])[bytes.Length - 8, bytes.Length - 100, bytes.Length / 2])
        {
            using var cut = await fixture.Host.PostZipAsync(path, bytes[..length], type);
            Assert.Contains("multipart body is broken", await cut.ProblemAsync(400), StringComparison.Ordinal);
        }

        using var form = BatchHost.Form(("a.png", BatchHost.Ring(28, 28)));
        form.Add(BatchHost.Part(BatchHost.Ring(28, 28), "b.png", field: "picture"));
        using var other = await fixture.Host.Client.PostAsync(path, form, Token);
        Assert.Contains("has a field 'picture'; a batch has fields 'image' only", await other.ProblemAsync(400), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task More_images_than_are_taken_at_once_are_refused(string path)
    {
        var image = BatchHost.Ring(28, 28);
        using var form = await fixture.Host.PostFormAsync(path, Enumerable.Repeat(((string?)"a.png", image), 41));
        Assert.Contains("more than 40 images", await form.ProblemAsync(413), StringComparison.Ordinal);
        using var zip = await fixture.Host.PostZipAsync(path, BatchHost.Zip(Enumerable.Range(0, 41).Select(index => ($"{index}.png", image))));
        Assert.Contains("more than 40 images", await zip.ProblemAsync(413), StringComparison.Ordinal);
        using var most = await fixture.Host.PostZipAsync(
            path, BatchHost.Zip([.. Enumerable.Range(0, 40).Select(index => ($"{index}.png", image)), ("folder/", [])]));
        Assert.True(most.IsSuccessStatusCode);
    }

    [Fact]
    public async Task A_directory_without_end_is_not_read_to_its_end()
    {
        var zip = BatchHost.Zip(Enumerable.Repeat(("folder/", Array.Empty<byte>()), 7000));
        using var answer = await fixture.Host.PostZipAsync("/classify/batch", zip);
        Assert.Contains("lists more than a batch may have", await answer.ProblemAsync(413), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../../etc/passwd.png", "leads out of its folder", "etc/passwd.png")]
    [InlineData("a/..\\b.png", "leads out of its folder", "a/b.png")]
    [InlineData("/etc/passwd.png", "absolute path", "etc/passwd.png")]
    [InlineData("\\\\host\\share\\a.png", "absolute path", "host/share/a.png")]
    [InlineData("C:\\a.png", "absolute path", "C_/a.png")]
    [InlineData("c:a.png", "absolute path", "c_a.png")]
    public async Task An_entry_that_leads_elsewhere_is_no_image(string path, string because, string name)
    {
        var items = await ItemsAsync(BatchHost.Zip((path, BatchHost.Ring(28, 28)), ("good.png", BatchHost.Ring(28, 28))));
        Assert.Equal((422, name), (items[0].Status(), items[0].Name()));
        Assert.Contains(because, items[0].Detail(), StringComparison.Ordinal);
        Assert.True(items[1].TryGetProperty("predictions", out _));
    }

    [Theory]
    [InlineData(SymbolicLink)]
    [InlineData(Pipe)]
    [InlineData(0x400)]
    public async Task A_link_or_a_device_is_no_image(int attributes)
    {
        var item = Assert.Single(await ItemsAsync(BatchHost.Zip([("link.png", "/etc/passwd"u8.ToArray())], attributes)));
        Assert.Equal(422, item.Status());
        Assert.Contains("is a link or a device", item.Detail(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_entry_that_is_encrypted_or_packed_otherwise_is_a_problem_of_its_own()
    {
        var encrypted = Directory(BatchHost.Zip(("a.png", BatchHost.Ring(28, 28))), (header, _) => header[8] |= 1);
        Assert.Contains("is encrypted", Assert.Single(await ItemsAsync(encrypted)).Detail(), StringComparison.Ordinal);
        var packed = Directory(BatchHost.Zip(("a.png", BatchHost.Ring(28, 28))), (header, _) => header[10] = 14);
        var item = Assert.Single(await ItemsAsync(packed));
        Assert.Equal(422, item.Status());
        Assert.Contains("packed in another way", item.Detail(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_entry_is_a_problem_of_its_own()
    {
        var whole = BatchHost.Zip([("a.bmp", BatchHost.Ring(28, 28, "bmp")), ("b.bmp", BatchHost.Ring(28, 28, "bmp"))], 0, System.IO.Compression.CompressionLevel.NoCompression);
        whole[200] ^= 1;
        var items = await ItemsAsync(whole);
        Assert.Equal(422, items[0].Status());
        Assert.Contains("is damaged", items[0].Detail(), StringComparison.Ordinal);
        Assert.True(items[1].TryGetProperty("predictions", out _));
    }

    [Fact]
    public async Task A_bomb_is_not_inflated_whatever_it_says_of_its_size()
    {
        await using var host = new TestHost().WithShippedModels();
        var bomb = BatchHost.Zip(("bomb.bmp", new byte[50_000_000]), ("good.png", BatchHost.Ring(28, 28)));
        async Task<(int Status, string Detail)> BombAsync(byte[] zip)
        {
            using var answer = await host.PostZipAsync("/classify/batch", zip);
            var items = await answer.ItemsAsync();
            Assert.True(items[1].TryGetProperty("predictions", out _));
            return (items[0].Status(), items[0].Detail());
        }

        Assert.Equal((413, "The image is larger than 10485760 bytes, the most that one may have."), await BombAsync(bomb));

        // It says that it is small: no more than that is inflated, and its checksum is that of all of it.
        Assert.Equal(422, (await BombAsync(Directory(bomb, (header, entry) => SetLength(header, entry == 0 ? 1000 : null)))).Status);

        // It says that it has the largest size that is taken.
        var ratio = await BombAsync(Directory(bomb, (header, entry) => SetLength(header, entry == 0 ? 10_485_760 : null)));
        Assert.Equal((413, "The entry inflates to more than 100 times its size, which no picture does."), ratio);
    }

    [Fact]
    public async Task Entries_that_inflate_to_too_much_together_are_refused()
    {
        await using var host = new TestHost { ["Batches:MaximumInflatedBytes"] = "100000" }.WithShippedModels();
        var image = BatchHost.Ring(100, 100, "bmp");
        using var answer = await host.PostZipAsync("/classify/batch", BatchHost.Zip(Enumerable.Range(0, 4).Select(index => ($"{index}.bmp", image))));
        Assert.Contains("inflates to more than 100000 bytes", await answer.ProblemAsync(413), StringComparison.Ordinal);
    }

    private async Task<IReadOnlyList<System.Text.Json.JsonElement>> ItemsAsync(byte[] zip)
    {
        using var answer = await fixture.Host.PostZipAsync("/classify/batch", zip);
        return await answer.ItemsAsync();
    }

    private static void SetLength(Span<byte> header, int? length)
    {
        if (length is { } bytes)
        {
            BinaryPrimitives.WriteInt32LittleEndian(header[24..], bytes);
        }
    }

    /// <summary>The ZIP with the entries of its directory changed.</summary>
    private static byte[] Directory(byte[] zip, HeaderChange change)
    {
        var changed = zip.ToArray();
        for (int at = 0, entry = 0; at < changed.Length - 46; at++)
        {
            if (BinaryPrimitives.ReadInt32LittleEndian(changed.AsSpan(at)) == DirectorySignature)
            {
                change(changed.AsSpan(at, 46), entry++);
            }
        }

        return changed;
    }

    private delegate void HeaderChange(Span<byte> header, int entry);
}
