using Clearsight.Serving.Images;

namespace Clearsight.Serving.Tests.Images;

public sealed class ResamplingTests
{
    [Fact]
    public void Shrinking_averages_what_a_pixel_covers()
    {
        var target = new float[2];
        Resampling.Resize([0, 1, 0, 1, 1, 1], 3, 2, target, 2, 1);

        // The middle column goes half to either side.
        Assert.Equal((0 + 1 + 0.5f * (1 + 1)) / 3, target[0], 1e-6);
        Assert.Equal((0 + 1 + 0.5f * (1 + 1)) / 3, target[1], 1e-6);
    }

    [Fact]
    public void Shrinking_keeps_the_mean()
    {
        float[] source = [.. Enumerable.Range(0, 97 * 41).Select(index => index * 7919 % 256 / 255f)];
        var target = new float[28 * 13];
        Resampling.Resize(source, 97, 41, target, 28, 13);
        Assert.Equal(source.Average(), target.Average(), 1e-4);
    }

    [Fact]
    public void Enlarging_goes_linearly_between_centres()
    {
        var target = new float[4];
        Resampling.Resize([0, 1], 2, 1, target, 4, 1);
        Assert.Equal([0, 0.25f, 0.75f, 1], target);
        Resampling.Resize([0.5f], 1, 1, target, 2, 2);
        Assert.All(target, value => Assert.Equal(0.5f, value));
    }

    [Fact]
    public void The_same_size_changes_nothing()
    {
        float[] source = [0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f];
        var target = new float[6];
        Resampling.Resize(source, 3, 2, target, 3, 2);
        Assert.Equal(source, target);
    }
}
