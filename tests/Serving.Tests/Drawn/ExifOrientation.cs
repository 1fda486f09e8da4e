namespace Clearsight.Serving.Tests.Drawn;

internal static class ExifOrientation
{
    /// <summary>Puts an APP1 segment with the one tag 0x0112 right after a JPEG's first two bytes.</summary>
    public static byte[] Insert(byte[] jpeg, int orientation)
    {
        byte[] tiff =
        [
            .. "II*\0"u8, 8, 0, 0, 0, // Little-endian; the first directory is at 8.
            1, 0, // One entry:
            0x12, 0x01, 3, 0, 1, 0, 0, 0, (byte)orientation, 0, 0, 0, // orientation, short, one value.
            0, 0, 0, 0,
        ];
        byte[] body = [.. "Exif\0\0"u8, .. tiff];
        return [.. jpeg[..2], 0xFF, 0xE1, 0, (byte)(body.Length + 2), .. body, .. jpeg[2..]];
    }
}
