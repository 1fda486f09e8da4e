namespace Clearsight.Domain.Recipes;

/// <summary>The stable ids of the networks; what each is, is in Learning's catalog.</summary>
public static class NetworkIds
{
    public const string DenoisingAutoencoder = "denoising-autoencoder";

    /// <summary>What recipe <c>impulse-denoiser</c> trained at first: versions of it go on being served.</summary>
    public const string ImpulseDenoiser = "impulse-denoiser";

    /// <summary>What it trained next; the same holds.</summary>
    public const string ImpulseUnet = "impulse-unet";
    public const string BalancedImpulseUnet = "balanced-impulse-unet";
    public const string FashionCnn = "fashion-cnn";
    public const string EncoderClassifier = "encoder-classifier";

    /// <summary>The same with answers from both an image and its mirror image.</summary>
    public const string MirroredEncoderClassifier = "mirrored-encoder-classifier";
    public const string ResidualClassifier = "residual-classifier";

    /// <summary>Whether a network only touches pixels that salt-and-pepper noise may have hit.</summary>
    public static bool RestoresImpulses(string network) => network is ImpulseDenoiser or ImpulseUnet or BalancedImpulseUnet;

    /// <summary>Whether a network is a classifier on the autoencoder's encoder.</summary>
    public static bool TakesEncoder(string network) => network is EncoderClassifier or MirroredEncoderClassifier;

    /// <summary>Whether trained weights of one network can be what a training of another starts from: all of them, or the encoder.</summary>
    public static bool CanStartFrom(string network, string trained) =>
        network == trained || (TakesEncoder(network) && (TakesEncoder(trained) || trained == DenoisingAutoencoder));
}
