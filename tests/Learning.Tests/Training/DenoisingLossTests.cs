using Clearsight.Domain.Metrics;
using Clearsight.Domain.Recipes;
using Clearsight.Learning.Networks;
using Clearsight.Learning.Training;
using static TorchSharp.torch;

namespace Clearsight.Learning.Tests.Training;

public sealed class DenoisingLossTests
{
    private static readonly Network PixelValues = NetworkCatalog.Create(NetworkIds.ImpulseUnet);
    private static readonly Network Logits = NetworkCatalog.Create(NetworkIds.DenoisingAutoencoder);

    /// <summary>Errors of 0.1 and 0.01 a pixel are 20 and 40 dB: 30 on the mean, where the mean error would have been 22.9.</summary>
    [Fact]
    public void Psnr_is_the_mean_over_images_and_not_that_of_the_mean_error()
    {
        using var scope = NewDisposeScope();
        var target = zeros(2, 1, 4, 4);
        var answer = stack([full([1, 4, 4], 0.1f), full([1, 4, 4], 0.01f)]);

        Assert.Equal(-30, DenoisingLoss.Mean(PixelValues, Loss.Psnr, answer, target).item<float>(), 0.25);
        Assert.Equal(22.97, Psnr.FromMse(DenoisingLoss.Mean(PixelValues, Loss.MeanSquaredError, answer, target).item<float>()), 0.01);
    }

    /// <summary>1 % fewer errors in each image are worth the same, however large the errors are.</summary>
    [Fact]
    public void Psnr_pulls_as_hard_on_an_image_with_small_errors_as_on_one_with_large()
    {
        using var scope = NewDisposeScope();
        var answer = stack([full([1, 4, 4], 0.3f), full([1, 4, 4], 0.03f)]).requires_grad_();
        DenoisingLoss.Mean(PixelValues, Loss.Psnr, answer, zeros(2, 1, 4, 4)).backward();

        var pull = (answer.grad! * answer).sum([1, 2, 3]);
        Assert.Equal(1, pull[1].item<float>() / pull[0].item<float>(), 0.02);
    }

    [Fact]
    public void A_perfect_image_has_a_loss_and_no_gradient()
    {
        using var scope = NewDisposeScope();
        var answer = full([1, 1, 4, 4], 0.5f).requires_grad_();
        var loss = DenoisingLoss.Mean(PixelValues, Loss.Psnr, answer, full([1, 1, 4, 4], 0.5f));
        loss.backward();

        Assert.Equal(-50, loss.item<float>(), 0.001);
        Assert.Equal(0, answer.grad!.abs().max().item<float>());
    }

    [Fact]
    public void Psnr_of_logits_is_that_of_the_pixels_they_stand_for()
    {
        using var scope = NewDisposeScope();
        // The sigmoid of 0 is a half.
        Assert.Equal(Psnr.FromMse(0.25), -DenoisingLoss.Mean(Logits, Loss.Psnr, zeros(1, 1, 4, 4), ones(1, 1, 4, 4)).item<float>(), 0.001);
    }
}
