using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using Clearsight.Api.Tests.Problems;
using Clearsight.Domain.Models;

namespace Clearsight.Api.Tests.Bundles;

public sealed class BundleDownloadTests : IAsyncLifetime
{
    private const string Address = "/models/fashion-transfer/versions/1/files/bundle.zip";
    private readonly TestHost _host = new() { ["Models:Directory"] = BundleFiles.ShippedModels };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task It_has_every_file_of_the_version_as_it_is()
    {
        var answer = await _host.Client.GetAsync(Address, Token);
        var bytes = await answer.Content.ReadAsByteArrayAsync(Token);
        var version = await _host.Get<IModelRegistry>().FindAsync(new ModelReference("fashion-transfer", 1), Token);

        Assert.Equal("application/zip", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("fashion-transfer-1-bundle.zip", answer.Content.Headers.ContentDisposition?.FileName);
        Assert.Equal(bytes.Length, answer.Content.Headers.ContentLength);
        Assert.Equal(version!.Files.OrderBy(file => file.Key, StringComparer.Ordinal), BundleFiles.Of(bytes).Files.Select(file => KeyValuePair.Create(file.Key, BundleFiles.Digest(file.Value))));
        using var zip = new ZipArchive(new MemoryStream(bytes), ZipArchiveMode.Read);
        Assert.Equal(ModelFiles.Manifest, zip.Entries[0].FullName);
    }

    [Fact]
    public async Task The_same_version_is_the_same_bytes()
    {
        var first = await _host.Client.GetAsync(Address, Token);
        var second = await _host.Client.GetAsync(Address, Token);

        Assert.Equal(await first.Content.ReadAsByteArrayAsync(Token), await second.Content.ReadAsByteArrayAsync(Token));
        Assert.NotNull(first.Headers.ETag);
        Assert.False(first.Headers.ETag.IsWeak);
        Assert.Equal(first.Headers.ETag, second.Headers.ETag);
    }

    [Fact]
    public async Task Another_version_has_another_tag()
    {
        var other = await _host.Client.GetAsync("/models/fashion-classifier/versions/1/files/bundle.zip", Token);

        Assert.NotEqual(other.Headers.ETag, (await _host.Client.GetAsync(Address, Token)).Headers.ETag);
    }

    [Theory]
    [InlineData(0, 9)]
    [InlineData(29, 60)]
    [InlineData(2_000, 3_000)]
    [InlineData(100_000, null)]
    [InlineData(null, 100)]
    public async Task A_download_can_be_taken_up_anywhere(int? from, int? to)
    {
        var whole = await _host.Client.GetByteArrayAsync(Address, Token);
        using var request = new HttpRequestMessage(HttpMethod.Get, Address);
        request.Headers.Range = new RangeHeaderValue(from, to);

        var answer = await _host.Client.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
        var expected = from is null ? whole[^to!.Value..] : whole[from.Value..(to + 1 ?? whole.Length)];
        Assert.Equal(expected, await answer.Content.ReadAsByteArrayAsync(Token));
    }

    [Fact]
    public async Task A_range_of_another_version_of_the_file_is_the_whole_file()
    {
        var whole = await _host.Client.GetByteArrayAsync(Address, Token);
        using var request = new HttpRequestMessage(HttpMethod.Get, Address);
        request.Headers.Range = new RangeHeaderValue(100, null);
        request.Headers.IfRange = new RangeConditionHeaderValue(new EntityTagHeaderValue("\"another\""));

        var answer = await _host.Client.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(whole, await answer.Content.ReadAsByteArrayAsync(Token));
    }

    [Fact]
    public async Task A_range_outside_of_it_is_a_problem()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Address);
        request.Headers.Range = new RangeHeaderValue(100_000_000, null);

        await (await _host.Client.SendAsync(request, Token)).ReadProblemAsync(416);
    }

    [Fact]
    public async Task A_bundle_that_the_client_has_is_not_sent_again()
    {
        var tag = (await _host.Client.GetAsync(Address, Token)).Headers.ETag!;
        using var request = new HttpRequestMessage(HttpMethod.Get, Address);
        request.Headers.IfNoneMatch.Add(tag);

        Assert.Equal(HttpStatusCode.NotModified, (await _host.Client.SendAsync(request, Token)).StatusCode);
    }

    [Fact]
    public async Task Its_size_can_be_asked_without_it()
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, Address);

        var answer = await _host.Client.SendAsync(request, Token);

        Assert.Equal((await _host.Client.GetByteArrayAsync(Address, Token)).Length, answer.Content.Headers.ContentLength);
    }

    [Theory]
    [InlineData("/models/none/versions/1/files/bundle.zip")]
    [InlineData("/models/fashion-transfer/versions/9/files/bundle.zip")]
    public async Task There_is_none_of_what_there_is_not(string path) =>
        await (await _host.Client.GetAsync(path, Token)).ReadProblemAsync(404);

    [Fact]
    public async Task A_version_can_be_deleted_while_it_is_downloaded()
    {
        _host.Listen();
        var whole = await _host.Client.GetByteArrayAsync(Address, Token);
        var answer = await _host.Client.GetAsync(Address, HttpCompletionOption.ResponseHeadersRead, Token);
        await using var body = await answer.Content.ReadAsStreamAsync(Token);
        var start = new byte[100];
        await body.ReadExactlyAsync(start, Token);

        Assert.Equal(HttpStatusCode.NoContent, (await _host.Client.DeleteAsync("/models/fashion-transfer/versions/1", Token)).StatusCode);

        using var rest = new MemoryStream();
        await body.CopyToAsync(rest, Token);
        Assert.Equal<byte>(whole, start.Concat(rest.ToArray()));
    }
}
