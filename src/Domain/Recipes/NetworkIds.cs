namespace Clearsight.Domain.Recipes;

/// <summary>The stable ids of the networks; what each is, is in Learning's catalog.</summary>
public static class NetworkIds
{
    public const string DenoisingAutoencoder = "denoising-autoencoder";
    public const string ImpulseDenoiser = "impulse-denoiser";
    public const string FashionCnn = "fashion-cnn";
    public const string EncoderClassifier = "encoder-classifier";
    public const string ResidualClassifier = "residual-classifier";
}
