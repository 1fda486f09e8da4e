using Clearsight.Domain.Metrics;

namespace Clearsight.Domain.Tests.Metrics;

public sealed class SsimTests
{
    private const int Size = 14;

    [Fact]
    public void Equal_images_are_wholly_alike()
    {
        var image = Noise(1);

        Assert.Equal(1, new Ssim(Size, Size).Mean(image, image), 12);
    }

    /// <summary>Two flat greys have no structure, so only luminance is left: (2ab + C₁) / (a² + b² + C₁).</summary>
    [Fact]
    public void Flat_images_differ_in_luminance_only()
    {
        var expected = ((2 * 0.25 * 0.75) + 0.0001) / ((0.25 * 0.25) + (0.75 * 0.75) + 0.0001);

        Assert.Equal(expected, new Ssim(Size, Size).Mean(Flat(0.25f), Flat(0.75f)), 6);
    }

    /// <summary>
    /// One window only: its sums worked out as a double sum over all 121 pixels, without the product of two Gaussians
    /// that the class uses.
    /// </summary>
    [Fact]
    public void One_window_is_the_formula_of_the_paper()
    {
        var (first, second) = (Noise(1)[..121], Noise(2)[..121]);
        var weights = new double[121];
        for (var place = 0; place < 121; place++)
        {
            var (row, column) = ((place / 11) - 5, (place % 11) - 5);
            weights[place] = Math.Exp(-((row * row) + (column * column)) / (2 * 1.5 * 1.5));
        }

        var total = weights.Sum();
        double Mean(Func<int, double> value) => Enumerable.Range(0, 121).Sum(place => weights[place] / total * value(place));
        var (x, y) = (Mean(place => first[place]), Mean(place => second[place]));
        var varianceX = Mean(place => Math.Pow(first[place] - x, 2));
        var varianceY = Mean(place => Math.Pow(second[place] - y, 2));
        var covariance = Mean(place => (first[place] - x) * (second[place] - y));
        var expected = ((2 * x * y) + 0.0001) * ((2 * covariance) + 0.0009) / (((x * x) + (y * y) + 0.0001) * (varianceX + varianceY + 0.0009));

        Assert.Equal(expected, new Ssim(11, 11).Mean(first, second), 10);
    }

    /// <summary>
    /// Values of scikit-image 0.19.3 (<c>structural_similarity</c> with <c>gaussian_weights=True, sigma=1.5,
    /// use_sample_covariance=False, data_range=1</c>), of 20 × 28 pixels.
    /// </summary>
    [Fact]
    public void Another_implementation_comes_to_the_same()
    {
        var ssim = new Ssim(28, 20);
        var (wild, shifted) = (Drawn((i, j) => (i * 37) + (j * 91) + (i * j * 7)), Drawn((i, j) => (i * 37) + (j * 91) + (i * j * 7) + ((i + j) % 5 * 20)));
        var (ramp, hit) = (Drawn((i, j) => (i * 13) + (j * 3)), Drawn((i, j) => ((i * 5) + (j * 3)) % 7 == 0 ? 255 : (i * 13) + (j * 3)));

        Assert.Equal(0.384591068423771, ssim.Mean(wild, shifted), 6);
        Assert.Equal(0.4725247067366644, ssim.Mean(ramp, hit), 6);

        static float[] Drawn(Func<int, int, int> grey) =>
            [.. from row in Enumerable.Range(0, 20) from column in Enumerable.Range(0, 28) select grey(row, column) % 256 / 255f];
    }

    [Fact]
    public void Of_a_larger_image_it_is_the_mean_over_all_windows()
    {
        var (first, second, window) = (Noise(1), Noise(2), new Ssim(11, 11));
        var windows = from row in Enumerable.Range(0, Size - 10)
                      from column in Enumerable.Range(0, Size - 10)
                      select window.Mean(Cut(first, row, column), Cut(second, row, column));

        Assert.Equal(windows.Average(), new Ssim(Size, Size).Mean(first, second), 12);
    }

    [Fact]
    public void The_window_has_to_fit() => Assert.Throws<ArgumentOutOfRangeException>(() => new Ssim(28, 10));

    private static float[] Cut(float[] image, int row, int column) =>
        [.. Enumerable.Range(0, 121).Select(place => image[((row + (place / 11)) * Size) + column + (place % 11)])];

    private static float[] Flat(float value) => [.. Enumerable.Repeat(value, Size * Size)];

    private static float[] Noise(ulong seed)
    {
        var random = new RandomStream(seed, "image");
        return [.. Enumerable.Range(0, Size * Size).Select(_ => (float)random.NextDouble())];
    }
}
