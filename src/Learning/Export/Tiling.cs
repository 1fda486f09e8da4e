namespace Clearsight.Learning.Export;

/// <summary>How an image may be cut so that the pieces, cleaned one by one and put together again, equal the whole.</summary>
/// <param name="Alignment">Pieces start at multiples of this, so that poolings fall on the same pixels.</param>
/// <param name="Margin">Pixels by which a piece reaches past what is kept of it, so that no kept pixel sees the cut.</param>
public sealed record Tiling(int Alignment, int Margin);
