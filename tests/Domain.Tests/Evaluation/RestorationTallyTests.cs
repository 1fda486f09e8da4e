using Clearsight.Domain.Evaluation;
using Clearsight.Domain.Metrics;

namespace Clearsight.Domain.Tests.Evaluation;

public sealed class RestorationTallyTests
{
    private static readonly float[] Clean = [0, 0.5f, 1, 1];
    private static readonly float[] Restored = [0.5f, 0.5f, 1, 0];
    private static readonly bool[] Hit = [true, true, false, false];

    /// <summary>Squared errors 0.25, 0, 0, 1: of the hit pixels 0.125, of the others 0.5, of all 0.3125.</summary>
    [Fact]
    public void Errors_of_hit_and_of_untouched_pixels_are_told_apart()
    {
        var tally = new RestorationTally(4);
        tally.Add(Clean, Restored, Hit);
        var figures = tally.ToFigures();

        Assert.Equal(0.3125, figures.Mse, 12);
        Assert.Equal(-10 * Math.Log10(0.3125), figures.Psnr!.Value, 12);
        Assert.Equal(0.125, figures.Hit.Mse);
        Assert.Equal(0.5, figures.Untouched.Mse);
    }

    [Fact]
    public void Without_error_there_is_no_psnr_and_without_such_pixels_no_error()
    {
        var tally = new RestorationTally(4);
        tally.Add(Clean, Clean, [false, false, false, false]);

        Assert.Equal(new RestorationFigures(0, null, null, new PixelFigures(null, null), new PixelFigures(0, null)), tally.ToFigures());
    }

    [Fact]
    public void What_was_recognized_is_a_share_of_all_images_and_nothing_where_nobody_looked()
    {
        var (first, second, unseen) = (new RestorationTally(4), new RestorationTally(4), new RestorationTally(4));
        first.Add(Clean, Restored, Hit, isRecognized: true);
        first.Add(Clean, Restored, Hit, isRecognized: true);
        second.Add(Clean, Restored, Hit, isRecognized: false);
        second.Add(Clean, Restored, Hit, isRecognized: true);
        unseen.Add(Clean, Restored, Hit);

        first.Add(second);
        Assert.Equal(0.75, first.ToFigures().Accuracy);
        Assert.Null(unseen.ToFigures().Accuracy);
    }

    [Fact]
    public void Tallies_of_different_images_add_up()
    {
        var (whole, first, second) = (Drawn([1, 2, 3]), Drawn([1]), Drawn([2, 3]));

        first.Add(second);
        Assert.Equal(3, first.Images);
        Assert.Equal(whole.ToFigures(), first.ToFigures());
    }

    [Fact]
    public void An_image_that_counts_twice_is_as_good_as_two()
    {
        var (expected, measured) = (Drawn([1, 1, 3]).ToFigures(), new double[RestorationTally.FigureCount]);

        Drawn([1, 2, 3]).Measure([2, 0, 1], measured);
        Assert.Equal(expected.Psnr!.Value, measured[0], 10);
        Assert.Equal(expected.Ssim!.Value, measured[1], 10);
        Assert.Equal(expected.Hit.Psnr!.Value, measured[2], 10);
        Assert.Equal(expected.Untouched.Psnr!.Value, measured[3], 10);
        Assert.Equal(expected.Accuracy!.Value, measured[4], 10);
    }

    /// <summary>Of a mean of many values the bootstrap's interval is the normal one, and decibels are its logarithm.</summary>
    [Fact]
    public void Its_intervals_are_as_wide_as_the_images_differ()
    {
        var (images, tally) = (900, new RestorationTally(4));
        for (var image = 0; image < images; image++)
        {
            // Every third image has an error of 0.25 in one of its pixels, which the noise hit, the others none.
            tally.Add([0, 0, 0, 0], [image % 3 == 0 ? 0.5f : 0, 0, 0, 0], [true, true, false, false], isRecognized: image % 10 != 0);
        }

        var intervals = DensityEvaluation.Of(0.5, tally, tally, tally, tally, tally).AdaptiveMedian.Intervals!;

        var half = 1.96 * Math.Sqrt(1 / 3.0 * (2 / 3.0) / images);
        Assert.Equal(-10 * Math.Log10((1 / 3.0 + half) / 16), intervals.Psnr!.Low, 0.1);
        Assert.Equal(-10 * Math.Log10((1 / 3.0 - half) / 16), intervals.Psnr.High, 0.1);
        Assert.Equal(intervals.Psnr.Low - (10 * Math.Log10(2)), intervals.HitPsnr!.Low, 10);
        Assert.Null(intervals.UntouchedPsnr);
        Assert.Null(intervals.Ssim);
        Assert.Equal(0.9 - (1.96 * Math.Sqrt(0.9 * 0.1 / images)), intervals.Accuracy!.Low, 0.003);
    }

    /// <summary>An image of 12 × 12 pixels by seed; odd ones are recognized.</summary>
    private static RestorationTally Drawn(ulong[] seeds)
    {
        var (tally, ssim) = (new RestorationTally(144), new Ssim(12, 12));
        foreach (var seed in seeds)
        {
            var random = new RandomStream(seed, "tally");
            float[] clean = [.. Enumerable.Range(0, 144).Select(_ => (float)random.NextDouble())];
            float[] restored = [.. clean.Select(pixel => pixel * (float)random.NextDouble())];
            tally.Add(clean, restored, [.. clean.Select(_ => random.Below(4) == 0)], ssim.Mean(clean, restored), seed % 2 == 1);
        }

        return tally;
    }
}
