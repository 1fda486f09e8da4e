using System.Globalization;
using Clearsight.Domain;
using Clearsight.Domain.Evaluation;
using Clearsight.Domain.Filters;
using Clearsight.Domain.Metrics;
using Clearsight.Learning.Data;
using Clearsight.Serving.Models;

namespace Clearsight.Benchmarks.Restoration;

/// <summary>PSNR by noise density, a column a way to restore.</summary>
internal static class RestorationTable
{
    private const int Ways = 5, OwnWay = 0, AdaptiveMedianWay = 4;

    /// <param name="groups">Of several the table has the mean.</param>
    public static void Print(string title, IReadOnlyList<PictureGroup> groups, ServedModel model)
    {
        var images = groups.Sum(group => group.Images.Count);
        Console.WriteLine($"\n{title}: {(groups.Count > 1 ? $"{groups.Count} pictures, {images} channels" : $"{images} images")}\n");
        Console.WriteLine("| noise density | model | noisy | median 3 × 3 | median 5 × 5 | adaptive median | least ahead of the adaptive median |");
        Console.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var density in DenoiserEvaluation.MeasuredDensities)
        {
            var psnr = groups.Select(group => Measure(group, density, model)).ToArray();
            var (least, where) = psnr.Select((way, index) => (way[OwnWay] - way[AdaptiveMedianWay], groups[index].Name)).Min();
            var means = Enumerable.Range(0, Ways).Select(way => Number(psnr.Average(values => values[way])));
            Console.WriteLine($"| {Text($"{density * 100:0}")} % | {string.Join(" | ", means)} | {Number(least)}{(groups.Count > 1 ? $" ({where})" : "")} |");
        }
    }

    private static double[] Measure(PictureGroup group, double density, ServedModel model)
    {
        var errors = new double[group.Images.Count][];
        Parallel.For(0, errors.Length, index =>
        {
            var (width, clean) = group.Images[index];
            errors[index] = Errors(clean, width, density, new RandomStream(SaltAndPepperNoise.EvaluationSeed, $"{group.Name}/{index}"), model);
        });
        var pixels = group.Images.Sum(image => (double)image.Pixels.Length);
        return [.. Enumerable.Range(0, Ways).Select(way => Psnr.FromMse(errors.Sum(error => error[way]) / pixels))];
    }

    /// <returns>Squared errors of pixel values 0..1, summed, by way.</returns>
    private static double[] Errors(byte[] clean, int width, double density, RandomStream random, ServedModel model)
    {
        var noisy = clean.ToArray();
        SaltAndPepperNoise.Apply(noisy, density, random);
        var answer = new float[clean.Length];
        model.Denoise(Array.ConvertAll(noisy, level => level / 255f), width, clean.Length / width, answer);
        var (small, large, adaptive) = (new byte[clean.Length], new byte[clean.Length], new byte[clean.Length]);
        MedianFilter.Apply(noisy, width, 3, small);
        MedianFilter.Apply(noisy, width, 5, large);
        AdaptiveMedianFilter.Apply(noisy, width, adaptive);
        byte[][] restored = [Array.ConvertAll(answer, value => (byte)((Math.Clamp(value, 0, 1) * 255) + 0.5f)), noisy, small, large, adaptive];
        return [.. restored.Select(picture => picture.Zip(clean).Sum(pair => Math.Pow((pair.First - pair.Second) / 255.0, 2)))];
    }

    private static string Number(double value) => Text($"{value:0.0}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
