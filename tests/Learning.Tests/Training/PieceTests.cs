using Clearsight.Learning.Training;

namespace Clearsight.Learning.Tests.Training;

public sealed class PieceTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 4)]
    [InlineData(3, 2)]
    [InlineData(64, 1)]
    [InlineData(65, 1)]
    [InlineData(128, 2)]
    [InlineData(240, 2)]
    [InlineData(2_048, 3)]
    public void Every_image_is_in_one_piece_and_the_lanes_share_alike(int count, int lanes)
    {
        int[] images = [.. Enumerable.Range(100, count)];
        var pieces = Piece.Cut(images, step: 7, lanes);

        Assert.Equal(images, pieces.SelectMany(piece => piece.Images));
        Assert.All(pieces, piece => Assert.InRange(piece.Count, 1, Piece.LargestCount));
        Assert.All(pieces, piece => Assert.Equal(100 + piece.First, piece.Images[0]));
        Assert.True(pieces.Max(piece => piece.Count) - pieces.Min(piece => piece.Count) <= 1);
        Assert.True(pieces.Count % lanes == 0 || pieces.Count == count);
    }

    [Fact]
    public void What_is_random_of_an_image_does_not_depend_on_the_cut()
    {
        int[] images = [.. Enumerable.Range(0, 200)];
        var one = Numbers(Piece.Cut(images, step: 7, lanes: 1));

        Assert.Equal(one, Numbers(Piece.Cut(images, step: 7, lanes: 3)));
        Assert.NotEqual(one, Numbers(Piece.Cut(images, step: 8, lanes: 1)));
        Assert.Equal(200, one.Distinct().Count());
    }

    private static ulong[] Numbers(IEnumerable<Piece> pieces) =>
        [.. pieces.SelectMany(piece => piece.Streams(seed: 1, "noise")).Select(stream => stream.Next())];
}
