using Clearsight.Domain;
using Clearsight.Domain.Recipes;

namespace Clearsight.Learning.Networks;

/// <summary>Every network of the service, one line each; a denoiser has no use for the number of classes.</summary>
public static class NetworkCatalog
{
    /// <summary>What MNIST and Fashion-MNIST have.</summary>
    public const int DefaultClasses = 10;

    private static readonly Dictionary<string, Func<int, Network>> Factories = new(StringComparer.Ordinal)
    {
        [NetworkIds.DenoisingAutoencoder] = _ => new DenoisingAutoencoder(),
        [NetworkIds.ImpulseDenoiser] = _ => new ImpulseDenoiser(),
        [NetworkIds.ImpulseUnet] = _ => ImpulseUnet.OfTrusted(),
        [NetworkIds.BalancedImpulseUnet] = _ => ImpulseUnet.OfBalanced(),
        [NetworkIds.FashionCnn] = classes => new FashionCnn(classes),
        [NetworkIds.EncoderClassifier] = classes => new EncoderClassifier(classes),
        [NetworkIds.MirroredEncoderClassifier] = classes => new MirroredClassifier(NetworkIds.MirroredEncoderClassifier, new EncoderClassifier(classes)),
        [NetworkIds.ResidualClassifier] = classes => new MirroredClassifier(NetworkIds.ResidualClassifier, new ResidualClassifier(classes)),
    };

    public static IReadOnlyList<string> Ids { get; } = [.. Factories.Keys];

    /// <exception cref="NotFoundException">There is no such network.</exception>
    public static Network Create(string id, int classes = DefaultClasses)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        return Factories.TryGetValue(id, out var factory)
            ? factory(classes)
            : throw new NotFoundException($"There is no network '{id}'; there are: {string.Join(", ", Ids)}.");
    }
}
