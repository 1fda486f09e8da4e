using Clearsight.Domain;
using Clearsight.Domain.Datasets;
using Clearsight.Serving.Images;
using Clearsight.Serving.Inference;
using Clearsight.Serving.Models;
using Clearsight.Serving.Tests.Drawn;
using SkiaSharp;

namespace Clearsight.Benchmarks.Preparation;

/// <summary>Pictures as they come, and below each what the network sees of it: a column for each kind of surroundings.</summary>
internal sealed class ContactSheet(ImageDecoder decoder, ServedModel model, LabelledImages images)
{
    private const int Cell = 112, Gap = 8;

    /// <param name="rows">How many pictures of each kind.</param>
    public void Draw(string path, int rows)
    {
        var kinds = Enum.GetValues<Surroundings>();
        using var sheet = new SKBitmap((kinds.Length * (Cell + Gap)) + Gap, (rows * ((2 * Cell) + (3 * Gap))) + Gap);
        using var canvas = new SKCanvas(sheet);
        canvas.Clear(new SKColor(120, 140, 165));
        for (var index = 0; index < rows * kinds.Length; index++)
        {
            var (row, column) = Math.DivRem(index, kinds.Length);
            var file = PictureFile.Of(images.Image(index), kinds[column], new RandomStream(2, $"sheet/{index}"));
            var (left, top) = (Gap + (column * (Cell + Gap)), Gap + (row * ((2 * Cell) + (3 * Gap))));
            using var picture = Upright(file);
            Place(canvas, picture, SKRect.Create(left, top, Cell, Cell), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
            using var prepared = Prepared(file);
            Place(canvas, prepared, SKRect.Create(left, top + Cell + Gap, Cell, Cell), SKSamplingOptions.Default);
        }

        using var png = sheet.Encode(SKEncodedImageFormat.Png, 100);
        File.WriteAllBytes(path, png!.ToArray());
    }

    private SKBitmap Upright(byte[] file)
    {
        using var picture = decoder.Decode(file, CancellationToken.None);
        var bitmap = new SKBitmap(new SKImageInfo(
            picture.Width, picture.Height, picture.Pixels.Length == picture.Width * picture.Height ? SKColorType.Gray8 : SKColorType.Rgba8888, SKAlphaType.Unpremul));
        picture.Pixels.CopyTo(bitmap.GetPixelSpan());
        return bitmap;
    }

    private SKBitmap Prepared(byte[] file)
    {
        using var picture = decoder.Decode(file, CancellationToken.None);
        using var grey = Luma.Of(picture);
        var content = ImagePreparation.Find(grey, model.Frame);
        ImagePreparation.Invert(grey, ref content, Polarity.Auto);
        var framed = new float[model.Frame.Width * model.Frame.Height];
        ImagePreparation.Fit(grey, content, model.Frame, model.Framing, framed);
        var bitmap = new SKBitmap(new SKImageInfo(model.Frame.Width, model.Frame.Height, SKColorType.Gray8, SKAlphaType.Opaque));
        Array.ConvertAll(framed, value => (byte)((value * 255) + 0.5f)).CopyTo(bitmap.GetPixelSpan());
        return bitmap;
    }

    private static void Place(SKCanvas canvas, SKBitmap picture, SKRect cell, SKSamplingOptions sampling)
    {
        using var image = SKImage.FromBitmap(picture);
        canvas.DrawImage(image, cell.AspectFit(new SKSize(picture.Width, picture.Height)), sampling);
    }
}
