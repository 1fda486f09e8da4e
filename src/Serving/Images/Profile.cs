namespace Clearsight.Serving.Images;

/// <summary>The contrast in every column of an area, or in every row: from where to where there is a thing.</summary>
/// <param name="sums">Of all contrast in a column or row.</param>
/// <param name="peaks">The strongest contrast in it.</param>
internal readonly ref struct Profile(Span<float> sums, Span<float> peaks)
{
    public readonly Span<float> Sums = sums;
    public readonly Span<float> Peaks = peaks;

    /// <summary>Leaves out at either end what has, taken together, no more than a negligible contrast.</summary>
    /// <returns>The first column or row that stays, and the one after the last.</returns>
    public (int First, int End) Reach(double negligible)
    {
        var (first, end) = (0, Sums.Length);
        for (double cut = Sums[0]; cut <= negligible; cut += Sums[first])
        {
            first++;
        }

        for (double cut = Sums[^1]; cut <= negligible; cut += Sums[end - 1])
        {
            end--;
        }

        return (first, end);
    }

    /// <summary>
    /// Moves either end to where the contrast is half of what it rises to within <paramref name="slope"/> columns or rows: the
    /// edge of a thing that was enlarged, or is out of focus, lies in the middle of its slope.
    /// </summary>
    public (int First, int End) Narrowed(int first, int end, int slope)
    {
        slope = Math.Min(slope, (end - first) / 2);
        var (least, last) = (Strongest(first, slope) / 2, Strongest(end - slope, slope) / 2);
        while (Peaks[first] < least)
        {
            first++;
        }

        while (Peaks[end - 1] < last)
        {
            end--;
        }

        return (first, end);
    }

    private float Strongest(int first, int count)
    {
        var strongest = 0f;
        foreach (var peak in Peaks.Slice(first, count))
        {
            strongest = Math.Max(strongest, peak);
        }

        return strongest;
    }
}
