using System.Buffers.Binary;
using System.IO.Compression;
using Clearsight.Domain.Models;

namespace Clearsight.Api.Tests.Bundles;

/// <summary>Archives that want to be something else than the files of a model. Each is refused and leaves nothing.</summary>
public sealed class ArchiveTrickTests : IAsyncLifetime
{
    private const int CentralFlags = 8;
    private const int CentralMethod = 10;
    private const int CentralLength = 24;
    private const int CentralStart = 42;

    private readonly TestHost _host = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData(0.0001)]
    [InlineData(0.3)]
    [InlineData(0.99)]
    [InlineData(0.9999)]
    public async Task A_truncated_archive_is_malformed(double share)
    {
        var bundle = Bundle().Pack();

        Assert.Contains("part of it is missing", (await _host.RefusedAsync(bundle[..(int)(bundle.Length * share)], 400)).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Something_that_is_no_archive_is_malformed() => await _host.RefusedAsync([.. "GIF89a"u8, .. new byte[1000]], 400);

    [Fact]
    public async Task Bytes_before_the_archive_are_malformed() => await _host.RefusedAsync([.. "#!/bin/sh\n"u8, .. Bundle().Pack()], 400);

    [Fact]
    public async Task Bytes_behind_the_archive_are_malformed() => await _host.RefusedAsync([.. Bundle().Pack(), 0], 400);

    [Fact]
    public async Task A_comment_is_malformed() => await _host.RefusedAsync(Bundle().Pack(more: zip => zip.Comment = "PK"), 400);

    [Theory]
    [InlineData("../model.onnx")]
    [InlineData("../../../../etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("C:\\Windows\\win.ini")]
    [InlineData("..\\model.onnx")]
    [InlineData("./model.onnx")]
    [InlineData("models/model.onnx")]
    [InlineData("model.onnx/")]
    [InlineData("MODEL.ONNX")]
    [InlineData("model.pkl")]
    [InlineData("bundle.zip")]
    public async Task An_entry_of_another_name_is_refused(string name)
    {
        var bundle = Bundle().Pack(more: zip => BundleFiles.Add(zip, name, [1]));

        var problem = await _host.RefusedAsync(bundle, 422);

        Assert.Contains($"'{name}'", Assert.Single(problem.Errors!).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_name_full_of_control_characters_is_shown_short_and_in_one_line()
    {
        var bundle = Bundle().Pack(more: zip => BundleFiles.Add(zip, string.Concat(Enumerable.Repeat("\r\n\u001b[31m", 1000)), [1]));

        var problem = await _host.RefusedAsync(bundle, 422);

        Assert.DoesNotContain('\n', problem.Detail);
        Assert.DoesNotContain('\u001b', problem.Detail);
        Assert.InRange(problem.Detail.Length, 1, 400);
    }

    [Fact]
    public async Task Two_entries_of_one_name_are_refused()
    {
        var bundle = Bundle().Pack(more: zip => BundleFiles.Add(zip, ModelFiles.Weights, [1]));

        Assert.Equal(ModelFiles.Weights, Assert.Single((await _host.RefusedAsync(bundle, 422)).Errors!).Pointer);
    }

    [Theory]
    [InlineData(unchecked((int)0xA1FF0000), "a symbolic link")]
    [InlineData(0x41ED0000, "a folder")]
    [InlineData(0x11A40000, "a pipe")]
    [InlineData(0x21A40000, "a device")]
    [InlineData(0x10, "a folder of Windows")]
    [InlineData(0x400, "a junction of Windows")]
    public async Task What_is_no_plain_file_is_refused(int attributes, string what)
    {
        var bundle = Bundle().Without(ModelFiles.Card).Pack(more: zip =>
            BundleFiles.Add(zip, ModelFiles.Card, "../../../../etc/passwd"u8.ToArray()).ExternalAttributes = attributes);

        var error = Assert.Single((await _host.RefusedAsync(bundle, 422)).Errors!);

        Assert.True(error.Detail.Contains("no plain file", StringComparison.Ordinal), what);
        Assert.Equal(ModelFiles.Card, error.Pointer);
    }

    [Fact]
    public async Task An_encrypted_entry_is_refused() =>
        Assert.Contains("no plain file", (await _host.RefusedAsync(Changed(CentralFlags, 1), 422)).Detail, StringComparison.Ordinal);

    [Fact]
    public async Task Another_method_than_stored_and_deflate_is_refused() =>
        Assert.Contains("cannot be unpacked", (await _host.RefusedAsync(Changed(CentralMethod, 12), 422)).Detail, StringComparison.Ordinal);

    [Theory]
    [InlineData(0x7FFFFFFF)]
    [InlineData(1)]
    public async Task An_entry_that_is_elsewhere_is_refused(int start) => await _host.RefusedAsync(Changed(CentralStart, start, sizeof(int)), 422);

    [Theory]
    [InlineData("manifest.json")]
    [InlineData("model.safetensors")]
    [InlineData("model.onnx")]
    [InlineData("model-card.md")]
    public async Task A_missing_entry_is_named(string file)
    {
        var error = Assert.Single((await _host.RefusedAsync(Bundle().Without(file).Pack(), 422)).Errors!);

        Assert.Equal(file, error.Pointer);
        Assert.Contains($"no '{file}'", error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_that_is_wrong_with_the_entries_is_told_at_once()
    {
        var bundle = Bundle().Without(ModelFiles.Onnx).Without(ModelFiles.Card).Pack(more: zip =>
        {
            BundleFiles.Add(zip, "../evil", [1]);
            BundleFiles.Add(zip, ModelFiles.Weights, [1]);
        });

        Assert.Equal(4, (await _host.RefusedAsync(bundle, 422)).Errors!.Count);
    }

    [Fact]
    public async Task Thousands_of_entries_are_refused_before_they_are_listed()
    {
        const int More = 20_000;
        var files = Bundle();
        var bundle = files.Pack(more: zip =>
        {
            for (var entry = 0; entry < More; entry++)
            {
                zip.CreateEntry($"{entry}");
            }
        });

        Assert.Contains($"{More + files.Files.Count} entries", (await _host.RefusedAsync(bundle, 422)).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_entries_than_the_end_claims_are_malformed()
    {
        var bundle = Bundle().Pack();
        BinaryPrimitives.WriteUInt16LittleEndian(bundle.AsSpan(bundle.Length - 22 + 8), 2);
        BinaryPrimitives.WriteUInt16LittleEndian(bundle.AsSpan(bundle.Length - 22 + 10), 2);

        await _host.RefusedAsync(bundle, 400);
    }

    [Theory]
    [InlineData("manifest.json", 300_000)]
    [InlineData("model-card.md", 300_000)]
    [InlineData("learning-curves.json", 2_000_000)]
    [InlineData("evaluation.json", 5_000_000)]
    public async Task A_file_that_is_far_too_large_for_what_it_is_is_refused(string file, int size)
    {
        var problem = await _host.RefusedAsync(Bundle().With(file, new string(' ', size)).Pack(), 413);

        Assert.Contains($"'{file}' unpacks to more than", problem.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model.safetensors")]
    [InlineData("model.onnx")]
    [InlineData("evaluation.json")]
    public async Task A_bomb_goes_off_in_no_time(string file)
    {
        var bundle = Bundle().With(file, new byte[50_000_000]).Pack(CompressionLevel.SmallestSize);
        Assert.InRange(bundle.Length, 0, 1_000_000);

        Assert.Contains($"'{file}' unpacks to more than", (await _host.RefusedAsync(bundle, 413)).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bomb_that_claims_to_be_small_is_refused_too()
    {
        var bundle = Bundle().With(ModelFiles.Weights, new byte[50_000_000]).Pack(CompressionLevel.SmallestSize);
        BinaryPrimitives.WriteInt32LittleEndian(bundle.AsSpan(Central(bundle, ModelFiles.Weights) + CentralLength), 100);

        // The archive's reader stops where the entry claims to end: what it gave is not the file of the digest.
        Assert.Equal(ModelFiles.Weights, Assert.Single((await _host.RefusedAsync(bundle, 422)).Errors!).Pointer);
    }

    [Fact]
    public async Task Files_that_are_too_large_together_are_refused()
    {
        _host["Bundles:MaximumBytes"] = "200000";
        var random = new Clearsight.Domain.RandomStream(2026, "text");
        var graph = string.Concat(Enumerable.Range(0, 150_000).Select(_ => (char)('a' + random.Below(8))));
        var bundle = Bundle().Without(ModelFiles.QuantizedOnnx).With(ModelFiles.Onnx, graph).Pack(CompressionLevel.SmallestSize);
        Assert.InRange(bundle.Length, 0, 200_000);

        await _host.RefusedAsync(bundle, 413);
    }

    private static BundleFiles Bundle() => BundleFiles.Of("fashion-transfer");

    /// <summary>A bundle whose directory says something else of the weights.</summary>
    private static byte[] Changed(int field, int value, int size = sizeof(ushort))
    {
        var bundle = Bundle().Pack();
        var at = bundle.AsSpan(Central(bundle, ModelFiles.Weights) + field);
        if (size == sizeof(ushort))
        {
            BinaryPrimitives.WriteUInt16LittleEndian(at, (ushort)value);
        }
        else
        {
            BinaryPrimitives.WriteInt32LittleEndian(at, value);
        }

        return bundle;
    }

    /// <summary>Where the directory's header of an entry is.</summary>
    private static int Central(byte[] bundle, string file)
    {
        var name = bundle.AsSpan().LastIndexOf(System.Text.Encoding.ASCII.GetBytes(file));
        return name - 46;
    }
}
