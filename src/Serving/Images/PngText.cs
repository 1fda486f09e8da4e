using System.Buffers.Binary;
using System.Text;

namespace Clearsight.Serving.Images;

/// <summary>The chunk tEXt: a keyword and a text, both Latin-1 (PNG specification, third edition, 11.3.3.2).</summary>
internal static class PngText
{
    // Length, type and CRC, four bytes each, and the zero between keyword and text.
    private const int Framing = 13;

    private static readonly uint[] CrcTable = [.. Enumerable.Range(0, 256).Select(CrcOfByte)];

    public static int Length(string keyword, string text) => keyword.Length + text.Length + Framing;

    /// <param name="keyword">1 to 79 characters.</param>
    /// <returns>The bytes written, <see cref="Length"/>.</returns>
    public static int Write(Span<byte> target, string keyword, string text)
    {
        ArgumentOutOfRangeException.ThrowIfZero(keyword.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(keyword.Length, 79);
        var length = Length(keyword, text);
        BinaryPrimitives.WriteInt32BigEndian(target, length - 12);
        "tEXt"u8.CopyTo(target[4..]);
        Encoding.Latin1.GetBytes(keyword, target[8..]);
        target[8 + keyword.Length] = 0;
        Encoding.Latin1.GetBytes(text, target[(9 + keyword.Length)..]);
        BinaryPrimitives.WriteUInt32BigEndian(target[(length - 4)..], Crc(target[4..(length - 4)]));
        return length;
    }

    /// <summary>CRC-32 over a chunk's type and data, as in annex D of the specification.</summary>
    internal static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc = CrcTable[(byte)(crc ^ value)] ^ (crc >> 8);
        }

        return ~crc;
    }

    private static uint CrcOfByte(int value)
    {
        const uint Polynomial = 0xEDB88320;
        var crc = (uint)value;
        for (var bit = 0; bit < 8; bit++)
        {
            crc = (crc & 1) == 0 ? crc >> 1 : Polynomial ^ (crc >> 1);
        }

        return crc;
    }
}
