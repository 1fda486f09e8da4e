using Clearsight.Domain.Evaluation;

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
        var tally = new RestorationTally(2, 2);
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
        var tally = new RestorationTally(2, 2);
        tally.Add(Clean, Clean, [false, false, false, false]);

        Assert.Equal(new RestorationFigures(0, null, null, new PixelFigures(null, null), new PixelFigures(0, null)), tally.ToFigures());
    }

    [Fact]
    public void What_was_recognized_is_a_share_of_all_images_and_nothing_where_nobody_looked()
    {
        var (first, second) = (new RestorationTally(2, 2), new RestorationTally(2, 2));
        first.Add(Clean, Restored, Hit);
        first.Add(Clean, Restored, Hit);
        Assert.Null(first.ToFigures().Accuracy);
        first.AddRecognized(2);
        second.Add(Clean, Restored, Hit);
        second.Add(Clean, Restored, Hit);
        second.AddRecognized(1);

        first.Add(second);
        Assert.Equal(0.75, first.ToFigures().Accuracy);
    }

    [Fact]
    public void Tallies_of_different_images_add_up()
    {
        var (whole, first, second) = (new RestorationTally(12, 12), new RestorationTally(12, 12), new RestorationTally(12, 12));
        foreach (var (seed, half) in new[] { (1UL, first), (2UL, second), (3UL, second) })
        {
            var random = new RandomStream(seed, "tally");
            float[] clean = [.. Enumerable.Range(0, 144).Select(_ => (float)random.NextDouble())];
            float[] restored = [.. clean.Select(pixel => pixel * (float)random.NextDouble())];
            bool[] hit = [.. clean.Select(_ => random.Below(4) == 0)];
            whole.Add(clean, restored, hit);
            half.Add(clean, restored, hit);
        }

        first.Add(second);
        var (expected, sum) = (whole.ToFigures(), first.ToFigures());
        Assert.Equal(expected.Mse, sum.Mse, 12);
        Assert.Equal(expected.Ssim!.Value, sum.Ssim!.Value, 12);
        Assert.Equal(expected.Hit.Mse!.Value, sum.Hit.Mse!.Value, 12);
    }
}
