namespace Clearsight.Serving.Images;

/// <summary>The formats that are taken, told apart by their first bytes, never by what a client calls them.</summary>
internal enum ImageFormat
{
    Png,
    Jpeg,
    WebP,
    Bmp,
    Gif,
}

internal static class ImageFormats
{
    public const string Names = "PNG, JPEG, WebP, BMP or GIF";

    public static ImageFormat? Detect(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => ImageFormat.Png,
        [0xFF, 0xD8, 0xFF, ..] => ImageFormat.Jpeg,
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => ImageFormat.WebP,
        [(byte)'B', (byte)'M', ..] => ImageFormat.Bmp,
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', (byte)'7' or (byte)'9', (byte)'a', ..] => ImageFormat.Gif,
        _ => null,
    };
}
