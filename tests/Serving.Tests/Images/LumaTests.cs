using Clearsight.Serving.Images;
using Clearsight.Serving.Tests.Drawn;

namespace Clearsight.Serving.Tests.Images;

public sealed class LumaTests
{
    [Fact]
    public void Colours_weigh_by_how_bright_they_look()
    {
        byte[] rgb = [255, 0, 0, 0, 255, 0, 0, 0, 255, 80, 80, 81];
        using var picture = Decoding.Decode(PngFile.Build(4, 1, 8, 2, [rgb]));
        using var luma = Luma.Of(picture);
        Assert.Equal<byte[]>([76, 150, 29, 80], luma.Pixels.ToArray());
    }

    [Fact]
    public void What_is_transparent_is_white()
    {
        byte[] greyAlpha = [0, 0, 0, 255, 0, 51, 100, 128];
        using var picture = Decoding.Decode(PngFile.Build(4, 1, 8, PngFile.GreyAlpha, [greyAlpha]));
        using var luma = Luma.Of(picture);
        Assert.Equal<byte[]>([255, 0, 204, 177], luma.Pixels.ToArray());
    }
}
