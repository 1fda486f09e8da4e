namespace Clearsight.Domain.Metrics;

/// <summary>
/// Whether two classifiers differ on the same images: of the images that only one gets right, each is as likely to be
/// the first's as the second's if they are equally good (McNemar, 1947; here exact, by the binomial distribution).
/// </summary>
/// <param name="BothRight">Images that both classify rightly.</param>
/// <param name="OnlyFirstRight">Images that only the first does.</param>
/// <param name="OnlySecondRight">Images that only the second does.</param>
/// <param name="BothWrong">Images that neither does.</param>
/// <param name="PValue">Two-sided: how likely a difference at least as large is between equally good classifiers, 0..1.</param>
public sealed record McNemar(int BothRight, int OnlyFirstRight, int OnlySecondRight, int BothWrong, double PValue)
{
    /// <exception cref="ArgumentException">They are not of the same images.</exception>
    public static McNemar Of(IReadOnlyList<bool> first, IReadOnlyList<bool> second)
    {
        if (first.Count != second.Count)
        {
            throw new ArgumentException($"The first has {first.Count} images, the second {second.Count}.", nameof(second));
        }

        var pairs = first.Zip(second).ToList();
        var (onlyFirst, onlySecond) = (pairs.Count(pair => pair is (true, false)), pairs.Count(pair => pair is (false, true)));
        return new McNemar(
            pairs.Count(pair => pair is (true, true)),
            onlyFirst,
            onlySecond,
            pairs.Count(pair => pair is (false, false)),
            TwoSided(Math.Min(onlyFirst, onlySecond), onlyFirst + onlySecond));
    }

    /// <summary>Twice the chance of at most <paramref name="fewer"/> heads in <paramref name="tosses"/> of a fair coin, at most 1.</summary>
    private static double TwoSided(int fewer, int tosses)
    {
        // In logarithms, since 2^-n is below the smallest double from 1,075 tosses on.
        var logarithm = -tosses * Math.Log(2);
        var sum = Math.Exp(logarithm);
        for (var heads = 1; heads <= fewer; heads++)
        {
            logarithm += Math.Log((tosses - heads + 1.0) / heads);
            sum += Math.Exp(logarithm);
        }

        return Math.Min(1, 2 * sum);
    }
}
