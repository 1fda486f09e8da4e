using static TorchSharp.torch;
using Layer = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace Clearsight.Benchmarks.Training.Contestants;

/// <summary>The impulse denoiser as one would write it down, [n, 1, 28, 28] to the same.</summary>
internal sealed class StraightImpulse : Layer
{
    private const double Middle = 0.5;
    private const double Limit = Middle - (0.5 / byte.MaxValue);

    private readonly Layer _fine;
    private readonly Layer _wide;
    private readonly Layer _deep;
    private readonly Layer _whole;
    private readonly Layer _answers;

    public StraightImpulse() : base(nameof(StraightImpulse))
    {
        _fine = Convolution(3, 32);
        _wide = nn.Sequential(nn.MaxPool2d(2), Convolution(32, 64), new StraightImpulseBlock(64));
        _deep = nn.Sequential(
            nn.MaxPool2d(2), Convolution(64, 96), new StraightImpulseBlock(96), new StraightImpulseBlock(96), Convolution(96, 64), nn.Upsample([14, 14]));
        _whole = nn.Sequential(Convolution(64, 32), nn.Upsample([28, 28]));
        _answers = nn.Sequential(new StraightImpulseBlock(32), Convolution(32, 3));
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        var centred = input - Middle;
        var suspect = centred.abs() > Limit;
        var trusted = suspect.logical_not().to_type(float32);
        var pair = cat([centred * trusted, trusted], 1);
        var means = (2 * Mean(pair, 3)) + Mean(pair, 7);
        var estimate = means.narrow(1, 0, 1) / (means.narrow(1, 1, 1) + 1e-6);
        var fine = _fine.call(cat([centred, trusted, estimate], 1));
        var wide = _wide.call(fine);
        var answers = _answers.call(fine + _whole.call(wide + _deep.call(wide)));
        var restored = (answers.narrow(1, 0, 1) * centred) + ((answers.narrow(1, 1, 1) + 1) * estimate) + answers.narrow(1, 2, 1) + Middle;
        return where(suspect, restored, input);
    }

    private static Tensor Mean(Tensor maps, int side) => nn.functional.avg_pool2d(maps, [side, side], stride: [1, 1], padding: [side / 2, side / 2]);

    private static Layer Convolution(int inputs, int outputs) => nn.Conv2d(inputs, outputs, 3, padding: 1);
}

/// <summary>Adds to its signal what two convolutions make of it.</summary>
internal sealed class StraightImpulseBlock : Layer
{
    private readonly Layer _added;

    public StraightImpulseBlock(int channels) : base(nameof(StraightImpulseBlock))
    {
        _added = nn.Sequential(nn.Conv2d(channels, channels, 3, padding: 1), nn.ReLU(), nn.Conv2d(channels, channels, 3, padding: 1));
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => input + _added.call(input);
}
