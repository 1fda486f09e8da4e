using System.Globalization;
using Clearsight.Domain;
using Clearsight.Domain.Evaluation;
using Clearsight.Domain.Metrics;
using ScottPlot;

namespace Clearsight.Api.Plots;

/// <summary>Test images as they are, with noise, and as a denoiser restores them.</summary>
internal static class RestorationsPlot
{
    private const int Size = 84;
    private const int Gap = 12;
    private const int Left = 84;
    private const int RowHeight = 114;

    /// <exception cref="ConflictException">The evaluation is of before samples were kept.</exception>
    public static Figure Draw(EvaluatedModel model, Theme theme)
    {
        var samples = model.Evaluation.Denoiser!.Samples ?? throw PictureGrid.NoSamples(model);
        var scale = Math.Max(Size / samples.Width, 1);
        var (width, height) = (samples.Width * scale, samples.Height * scale);
        var figure = PictureGrid.Create(
            theme, $"Clean, noisy and cleaned test images, {model.Version.Reference}", Left + (samples.Images.Count * (width + Gap)) + Gap, PictureGrid.Top + 30 + (3 * (height + 30)));
        var top = figure.Height - PictureGrid.Top - 24;
        foreach (var (row, name) in new[] { "clean", "noisy", "cleaned" }.Index())
        {
            figure.Text(name, Left - Gap, top - (row * (height + 30)) - (height / 2.0), Alignment.MiddleRight, 14);
        }

        foreach (var (column, image) in samples.Images.Index())
        {
            var left = Left + (column * (width + Gap));
            Caption(string.Create(CultureInfo.InvariantCulture, $"{image.Density * 100:0} % noise"), top + 4, Alignment.LowerCenter).LabelFontColor = theme.Ink;
            foreach (var (row, pixels) in new[] { image.Clean, image.Noisy, image.Cleaned }.Index())
            {
                var edge = top - (row * (height + 30));
                figure.Add(pixels, samples.Width, left, edge, scale);
                if (row > 0)
                {
                    Caption(Decibels(image.Clean, pixels), edge - height - 4, Alignment.UpperCenter);
                }
            }

            ScottPlot.Plottables.Text Caption(string text, double y, Alignment alignment)
            {
                var caption = figure.Text(text, left + (width / 2.0), y, alignment);
                caption.LabelFontColor = theme.Muted;
                return caption;
            }
        }

        return figure;
    }

    private static string Decibels(byte[] clean, byte[] other)
    {
        var error = clean.Zip(other, (one, two) => Math.Pow((one - two) / 255.0, 2)).Average();
        return error == 0 ? "no error" : string.Create(CultureInfo.InvariantCulture, $"{Psnr.FromMse(error):0.0} dB");
    }
}
