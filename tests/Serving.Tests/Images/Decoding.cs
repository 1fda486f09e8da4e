using Clearsight.Serving.Images;
using Microsoft.Extensions.Options;

namespace Clearsight.Serving.Tests.Images;

internal static class Decoding
{
    public static Picture Decode(byte[] image, ImageOptions? options = null, TimeProvider? time = null) =>
        Decoder(options, time).Decode(image, TestContext.Current.CancellationToken);

    public static ImageDecoder Decoder(ImageOptions? options = null, TimeProvider? time = null) =>
        new(Options.Create(options ?? new ImageOptions()), time ?? TimeProvider.System);
}
