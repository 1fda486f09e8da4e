namespace Clearsight.Domain.Recipes;

/// <summary>The stable ids of the networks; what each is, is in Learning's catalog.</summary>
public static class NetworkIds
{
    public const string DenoisingAutoencoder = "denoising-autoencoder";
    public const string ImpulseDenoiser = "impulse-denoiser";
    public const string FashionCnn = "fashion-cnn";
    public const string EncoderClassifier = "encoder-classifier";
    public const string ResidualClassifier = "residual-classifier";

    /// <summary>Whether trained weights of one network can be what a training of another starts from: all of them, or the encoder.</summary>
    public static bool CanStartFrom(string network, string trained) =>
        network == trained || (network, trained) is (EncoderClassifier, DenoisingAutoencoder);
}
