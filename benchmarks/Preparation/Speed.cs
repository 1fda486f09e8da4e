using System.Diagnostics;
using Clearsight.Domain;
using Clearsight.Serving.Inference;
using Clearsight.Serving.Tests.Drawn;
using SkiaSharp;

namespace Clearsight.Benchmarks.Preparation;

/// <summary>What a picture costs from its bytes to its label, on one thread, a row for each size: medians, after as many runs to warm up.</summary>
internal sealed class Speed(Classifier classifier, string model, byte[] image)
{
    public async Task PrintAsync()
    {
        Console.WriteLine("\n| picture | pixels | decoding, µs | all the rest, µs | allocated, bytes |");
        Console.WriteLine("| --- | --- | ---: | ---: | ---: |");
        await PrintAsync("PNG, as it is", PictureFile.Of(image), 20_000);
        foreach (var (factor, runs) in (IReadOnlyList<(double, int)>)[(5, 1000), (20, 300), (60, 30)])
        {
            using var grey = new PastedPicture(image, factor, factor, new RandomStream(1, "speed")).Grey(thing: 0, ground: 255);
            using var colour = grey.Copy(SKColorType.Rgba8888);
            colour.SetPixel(0, 0, new SKColor(250, 255, 255)); // One pixel that is not grey makes it colour.
            await PrintAsync("grey JPEG", Bytes(grey, SKEncodedImageFormat.Jpeg), runs);
            await PrintAsync("colour PNG", Bytes(colour, SKEncodedImageFormat.Png), runs);
        }
    }

    private async Task PrintAsync(string name, byte[] picture, int runs)
    {
        var (decoding, rest) = (new double[runs], new double[runs]);
        var (size, allocated) = ("", 0L);
        for (var run = -runs; run < runs; run++)
        {
            allocated = run == 0 ? GC.GetTotalAllocatedBytes(precise: true) : allocated;
            var start = Stopwatch.GetTimestamp();
            var answer = await classifier.ClassifyAsync(picture, new ClassifyRequest(model, Top: 1), CancellationToken.None);
            if (run >= 0)
            {
                decoding[run] = answer.Timing.Decode.TotalMicroseconds;
                rest[run] = Stopwatch.GetElapsedTime(start).TotalMicroseconds - decoding[run];
                size = $"{answer.Width} × {answer.Height}";
            }
        }

        allocated = (GC.GetTotalAllocatedBytes(precise: true) - allocated) / runs;
        Console.WriteLine(FormattableString.Invariant($"| {name} | {size} | {Median(decoding):0} | {Median(rest):0} | {allocated} |"));
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return values[values.Length / 2];
    }

    private static byte[] Bytes(SKBitmap bitmap, SKEncodedImageFormat format)
    {
        using var data = bitmap.Encode(format, 90);
        return data!.ToArray();
    }
}
