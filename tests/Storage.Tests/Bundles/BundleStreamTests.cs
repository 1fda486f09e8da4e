using System.IO.Compression;
using System.Security.Cryptography;
using Clearsight.Domain;
using Clearsight.Domain.Models;
using Clearsight.Storage.Bundles;

namespace Clearsight.Storage.Tests.Bundles;

public sealed class BundleStreamTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clearsight-bundle-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>A client may go on with a download after an update of the service or of .NET: the bytes are a promise. Who changes them changes the tag.</summary>
    [Fact]
    public async Task The_bytes_are_those_of_the_first_day()
    {
        await using var bundle = await OpenAsync();
        var bytes = await ReadAsync(bundle);

        Assert.Equal("504B03040A0000000000000021", Convert.ToHexString(bytes.AsSpan(0, 13)));
        Assert.Equal("fdb99cd9cac403573425321dcf11f0416413d47d01e672e54c487b3d45cf6300", Convert.ToHexStringLower(SHA256.HashData(bytes)));
        Assert.StartsWith("bundle-1-", BundleStream.Tag(Version()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_readers_of_archives_find_the_files_in_it()
    {
        await using var bundle = await OpenAsync();
        await using var zip = new ZipArchive(bundle, ZipArchiveMode.Read);

        Assert.Equal([ModelFiles.Manifest, ModelFiles.Weights, ModelFiles.Onnx, ModelFiles.Card], zip.Entries.Select(entry => entry.FullName));
        foreach (var entry in zip.Entries)
        {
            await using var content = await entry.OpenAsync(Token);
            using var text = new StreamReader(content);
            Assert.Equal($"content of {entry.FullName}", await text.ReadToEndAsync(Token));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1_000)]
    public async Task It_is_the_same_read_in_pieces_from_anywhere_with_and_without_waiting(int piece)
    {
        await using var bundle = await OpenAsync();
        var whole = await ReadAsync(bundle);
        Assert.Equal(bundle.Length, whole.Length);
        for (var start = 0; start <= whole.Length; start += 13)
        {
            bundle.Seek(start, SeekOrigin.Begin);
            var buffer = new byte[piece];
            var read = start % 2 == 0 ? bundle.ReadAtLeast(buffer, piece, throwOnEndOfStream: false) : await bundle.ReadAtLeastAsync(buffer, piece, throwOnEndOfStream: false, Token);
            Assert.Equal(whole[start..Math.Min(whole.Length, start + piece)], buffer[..read]);
        }
    }

    [Fact]
    public async Task A_version_that_was_deleted_has_none()
    {
        File.Delete(Path.Combine(_folder, ModelFiles.Card));
        var problem = await Assert.ThrowsAsync<NotFoundException>(() => BundleStream.OpenAsync(Version(), file => ValueTask.FromResult(Path.Combine(_folder, file)), Token));

        Assert.Contains("digits:1", problem.Message, StringComparison.Ordinal);
    }

    private async Task<BundleStream> OpenAsync()
    {
        foreach (var file in ModelFiles.Required)
        {
            await File.WriteAllTextAsync(Path.Combine(_folder, file), $"content of {file}", Token);
        }

        return await BundleStream.OpenAsync(Version(), file => ValueTask.FromResult(Path.Combine(_folder, file)), Token);
    }

    private static ModelVersion Version() => new(1, "sha256:1", 1, ModelFiles.Required.ToDictionary(file => file, file => $"sha256:{file.Length}"), Samples.Manifest());

    private static async Task<byte[]> ReadAsync(BundleStream bundle)
    {
        using var bytes = new MemoryStream();
        await bundle.CopyToAsync(bytes, Token);
        return bytes.ToArray();
    }
}
