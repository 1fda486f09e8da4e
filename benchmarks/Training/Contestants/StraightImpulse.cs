using static TorchSharp.torch;
using Layer = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace Clearsight.Benchmarks.Training.Contestants;

/// <summary>The impulse denoiser as one would write it down, [n, 1, 28, 28] to the same.</summary>
internal sealed class StraightImpulse : Layer
{
    private const double Middle = 0.5;
    private const double Limit = Middle - (0.5 / byte.MaxValue);
    private const double Deviations = 3;
    private const int Side = 28;
    private static readonly (int Side, double Weight)[] Squares = [(3, 80), (7, 10), (15, 1), (31, 0.1)];

    private readonly Tensor[] _bands = [.. Squares.Select(square => Band(square.Side))];
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
        var (seen, unseen) = (centred * trusted, 1 - trusted);
        var maps = cat([seen, trusted, centred - seen, unseen], 1);
        var known = Squares.Select((square, place) => square.Weight * Known(Mean(maps, _bands[place]), square.Side)).Aggregate((sum, next) => sum + next);
        var estimate = known.narrow(1, 0, 1) / (known.narrow(1, 1, 1) + 1e-6);
        var fine = _fine.call(cat([centred, trusted, estimate], 1));
        var wide = _wide.call(fine);
        var answers = _answers.call(fine + _whole.call(wide + _deep.call(wide)));
        var restored = (answers.narrow(1, 0, 1) * centred) + ((answers.narrow(1, 1, 1) + 1) * estimate) + answers.narrow(1, 2, 1) + Middle;
        return where(suspect, restored, input);
    }

    private static Tensor Known(Tensor means, int side)
    {
        var difference = 2 * means.narrow(1, 2, 1);
        var byChance = means.narrow(1, 3, 1).sqrt() * (Deviations / side);
        var (white, black) = ((difference - byChance).relu(), (-difference - byChance).relu());
        return means.narrow(1, 0, 2) + cat([(white - black) * 0.5, white + black], 1);
    }

    private static Tensor Mean(Tensor maps, Tensor band) => band.matmul(maps).matmul(band);

    private static Tensor Band(int side) => ones(Side, Side).tril(side / 2).triu(-(side / 2)) / side;

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
