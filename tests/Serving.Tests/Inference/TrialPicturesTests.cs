using Clearsight.Domain;
using Clearsight.Serving.Images;
using Clearsight.Serving.Inference;
using Clearsight.Serving.Tests.Images;
using Clearsight.Serving.Tests.Models;

namespace Clearsight.Serving.Tests.Inference;

public sealed class TrialPicturesTests
{
    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_channel_is_changed_and_how_near_it_still_is_comes_out_as_defined()
    {
        await using var host = await ServingHost.StartAsync();
        var pictures = host.Get<TrialPictures>();
        var clean = Grey(4, 100);

        var lighter = await pictures.ChangeAsync(clean, levels => levels[0] += 51, Cancellation);

        // One of 16 pixels is off by a fifth of the range: a mean squared error of 0.04 / 16.
        Assert.Equal(10 * Math.Log10(16 / 0.04), await pictures.PsnrOfAsync(lighter, clean, Cancellation), 4);
        Assert.Equal(double.PositiveInfinity, await pictures.PsnrOfAsync(clean, clean, Cancellation));
    }

    /// <summary>What is decoded for a trial counts as what is decoded for an answer does: no more of them at once than there are places.</summary>
    [Fact]
    public async Task While_all_places_are_taken_no_picture_is_decoded()
    {
        await using var host = await ServingHost.StartAsync(("Inference:Places", "1"), ("Inference:QueueLength", "1"));
        var (pictures, gate, clean) = (host.Get<TrialPictures>(), host.Get<InferenceGate>(), Grey(4, 100));
        var first = await gate.EnterAsync(Cancellation);

        var waiting = pictures.ChangeAsync(clean, _ => { }, Cancellation);
        await Assert.ThrowsAsync<BusyException>(() => pictures.PsnrOfAsync(clean, clean, Cancellation));
        Assert.False(waiting.IsCompleted);

        first.Dispose();
        Assert.Equal(double.PositiveInfinity, await pictures.PsnrOfAsync(await waiting, clean, Cancellation));
    }

    private static byte[] Grey(int side, byte level)
    {
        using var picture = GreyPicture.Of(side, side, (_, _) => level);
        return PngEncoder.Encode(picture);
    }
}
