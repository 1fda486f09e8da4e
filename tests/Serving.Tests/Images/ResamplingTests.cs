using Clearsight.Serving.Images;

namespace Clearsight.Serving.Tests.Images;

public sealed class ResamplingTests
{
    [Fact]
    public void Shrinking_averages_what_a_pixel_covers()
    {
        var target = new float[2];
        Resampling.Resize<float>([0, 1, 0, 1, 1, 1], 3, 3, 2, target, 2, 1, aperture: 1);

        // The middle column goes half to either side.
        Assert.Equal((0 + 1 + 0.5f * (1 + 1)) / 3, target[0], 1e-6);
        Assert.Equal((0 + 1 + 0.5f * (1 + 1)) / 3, target[1], 1e-6);
    }

    [Fact]
    public void A_small_aperture_sees_the_middle_of_what_a_pixel_covers()
    {
        var target = new float[2];
        Resampling.Resize<byte>([9, 1, 3, 9, 9, 5, 7, 9], 8, 8, 1, target, 2, 1, aperture: 0.5);
        Assert.Equal([2f, 6f], target);
    }

    [Fact]
    public void What_was_enlarged_comes_back_to_the_value_through_a_small_aperture()
    {
        float[] source = [0, 1, 0.2f, 0.9f, 0.4f];
        var (large, target) = (new float[5 * 9], new float[5]);
        Resampling.Resize<float>(source, 5, 5, 1, large, 45, 1, aperture: 1);
        Resampling.Resize<float>(large, 45, 45, 1, target, 5, 1, aperture: 0.1);
        Assert.Equal(source, target, (left, right) => Math.Abs(left - right) < 1e-5);
    }

    [Fact]
    public void Shrinking_keeps_the_mean()
    {
        float[] source = [.. Enumerable.Range(0, 97 * 41).Select(index => index * 7919 % 256 / 255f)];
        var target = new float[28 * 13];
        Resampling.Resize<float>(source, 97, 97, 41, target, 28, 13, aperture: 1);
        Assert.Equal(source.Average(), target.Average(), 1e-4);
    }

    [Fact]
    public void Enlarging_goes_linearly_between_centres()
    {
        var target = new float[4];
        Resampling.Resize<float>([0, 1], 2, 2, 1, target, 4, 1, aperture: 1);
        Assert.Equal([0, 0.25f, 0.75f, 1], target);
        Resampling.Resize<float>([0.5f], 1, 1, 1, target, 2, 2, aperture: 1);
        Assert.All(target, value => Assert.Equal(0.5f, value));
    }

    [Fact]
    public void The_same_size_changes_nothing()
    {
        float[] source = [0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f];
        var target = new float[6];
        Resampling.Resize<float>(source, 3, 3, 2, target, 3, 2, aperture: 1);
        Assert.Equal(source, target);
    }

    [Fact]
    public void Of_a_part_the_rows_lie_a_stride_apart()
    {
        byte[] source = [10, 20, 99, 30, 40, 99, 50, 60];
        var target = new float[1];
        Resampling.Resize<byte>(source, 3, 2, 3, target, 1, 1, aperture: 1);
        Assert.Equal(35, target[0], 1e-4);
    }
}
