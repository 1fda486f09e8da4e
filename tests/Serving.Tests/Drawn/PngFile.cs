using System.Buffers.Binary;
using System.IO.Compression;
using Clearsight.Serving.Images;

namespace Clearsight.Serving.Tests.Drawn;

/// <summary>Builds PNG files chunk by chunk, also those that no encoder here would write: 16 bits, palettes, false sizes.</summary>
internal static class PngFile
{
    public const byte Grey = 0;
    public const byte Palette = 3;
    public const byte GreyAlpha = 4;

    /// <param name="rows">Height rows of raw samples, each without its filter byte.</param>
    public static byte[] Build(int width, int height, byte depth, byte colorType, byte[][] rows, params (string Type, byte[] Data)[] chunks)
    {
        using var file = new MemoryStream();
        file.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = depth;
        header[9] = colorType;
        WriteChunk(file, "IHDR", header);
        foreach (var (type, data) in chunks)
        {
            WriteChunk(file, type, data);
        }

        using var compressed = new MemoryStream();
        using (var deflate = new ZLibStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            foreach (var row in rows)
            {
                deflate.WriteByte(0);
                deflate.Write(row);
            }
        }

        WriteChunk(file, "IDAT", compressed.ToArray());
        WriteChunk(file, "IEND", []);
        return file.ToArray();
    }

    /// <summary>The chunks of a PNG: type and data; every CRC is checked.</summary>
    public static IReadOnlyList<(string Type, byte[] Data)> Read(byte[] png)
    {
        var chunks = new List<(string, byte[])>();
        for (var at = 8; at < png.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            var body = png.AsSpan(at + 4, length + 4);
            Assert.Equal(PngText.Crc(body), BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(at + 8 + length)));
            chunks.Add((System.Text.Encoding.ASCII.GetString(body[..4]), body[4..].ToArray()));
            at += length + 12;
        }

        return chunks;
    }

    /// <summary>The colour type that a PNG's header names.</summary>
    public static byte ColorType(byte[] png) => png[25];

    private static void WriteChunk(MemoryStream file, string type, byte[] data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        byte[] body = [.. System.Text.Encoding.ASCII.GetBytes(type), .. data];
        file.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, PngText.Crc(body));
        file.Write(number);
    }
}
