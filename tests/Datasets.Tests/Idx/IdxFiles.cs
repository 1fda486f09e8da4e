using System.IO.Compression;
using Clearsight.Datasets.Idx;

namespace Clearsight.Datasets.Tests.Idx;

/// <summary>Small IDX files to read, break and serve.</summary>
internal static class IdxFiles
{
    public static IdxArray Images(int count, int height = 4, int width = 3) =>
        new([count, height, width], [.. Enumerable.Range(0, count * height * width).Select(pixel => (byte)(pixel * 7))]);

    public static IdxArray Labels(int count, int classes = 10) =>
        new([count], [.. Enumerable.Range(0, count).Select(index => (byte)(index % classes))]);

    public static byte[] Bytes(IdxArray array) => [.. array.Header(), .. array.Data];

    public static byte[] Gzip(byte[] content, CompressionLevel level = CompressionLevel.Optimal)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, level))
        {
            gzip.Write(content);
        }

        return compressed.ToArray();
    }
}
