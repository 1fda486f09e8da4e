using Clearsight.Domain.Recipes;
using static TorchSharp.torch.nn;
using Layer = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace Clearsight.Benchmarks.Training.Contestants;

/// <summary>The networks as one would write them down: layers in the order of their description, logits at the end.</summary>
internal static class StraightNetworks
{
    public static Layer Create(string network, double dropout) => network switch
    {
        NetworkIds.DenoisingAutoencoder => Sequential([.. Encoder(), .. Decoder()]),
        NetworkIds.FashionCnn => Sequential(
        [
            .. Block(1, 32, dropout), .. Block(32, 64, dropout), .. Block(64, 128, dropout),
            Flatten(), Linear(128 * 3 * 3, 128), ReLU(), Linear(128, RandomImages.Classes),
        ]),
        NetworkIds.EncoderClassifier or NetworkIds.MirroredEncoderClassifier => Sequential([.. Encoder(), Flatten(), Linear(16 * 4 * 4, RandomImages.Classes)]),
        NetworkIds.ResidualClassifier => new StraightResidual(),
        NetworkIds.BalancedImpulseUnet => new StraightImpulse(),
        _ => throw new ArgumentOutOfRangeException(nameof(network), network, "There is no straight version of this network."),
    };

    /// <summary>28 → 14 → 7 → 4: its poolings round up.</summary>
    private static Layer[] Encoder() =>
    [
        Convolution(1, 64), ReLU(), MaxPool2d(2, ceil_mode: true),
        Convolution(64, 32), ReLU(), MaxPool2d(2, ceil_mode: true),
        Convolution(32, 16), ReLU(), MaxPool2d(2, ceil_mode: true),
    ];

    private static Layer[] Decoder() =>
    [
        Convolution(16, 16), ReLU(), Upsample([7, 7]),
        Convolution(16, 32), ReLU(), Upsample([14, 14]),
        Convolution(32, 64), ReLU(), Upsample([28, 28]),
        Convolution(64, 1),
    ];

    private static Layer[] Block(int inputs, int outputs, double dropout) =>
        [Convolution(inputs, outputs), ReLU(), MaxPool2d(2), Dropout(dropout)];

    private static Layer Convolution(int inputs, int outputs) => Conv2d(inputs, outputs, 3, padding: 1);
}
