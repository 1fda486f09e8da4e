using static TorchSharp.torch;
using Layer = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;
using Parameter = TorchSharp.Modules.Parameter;

namespace Clearsight.Benchmarks.Training.Contestants;

/// <summary>The residual classifier as one would write it down, [n, 1, 28, 28] to logits [n, 10].</summary>
internal sealed class StraightResidual : Layer
{
    private readonly Layer _features;
    private readonly Layer _classifier;

    public StraightResidual() : base(nameof(StraightResidual))
    {
        _features = nn.Sequential(
            nn.Conv2d(1, 32, 3, padding: 1),
            new StraightResidualBlock(32, 32),
            new StraightResidualBlock(32, 64), new StraightResidualBlock(64, 64), new StraightResidualBlock(64, 64),
            new StraightResidualBlock(64, 128), new StraightResidualBlock(128, 128));
        _classifier = nn.Linear(128, RandomImages.Classes);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => _classifier.call(_features.call(input).relu().mean([2, 3]));
}

/// <summary>Two standardised convolutions past a shortcut.</summary>
internal sealed class StraightResidualBlock : Layer
{
    private readonly Layer _first;
    private readonly Layer _second;
    private readonly Layer? _shortcut;

    public StraightResidualBlock(int inputs, int outputs) : base(nameof(StraightResidualBlock))
    {
        _first = new StraightStandardizedConvolution(inputs, outputs, side: 3, stride: inputs == outputs ? 1 : 2, startingGain: 1);
        _second = new StraightStandardizedConvolution(outputs, outputs, side: 3, stride: 1, startingGain: 0.2);
        _shortcut = inputs == outputs ? null : new StraightStandardizedConvolution(inputs, outputs, side: 1, stride: 1, startingGain: 1);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        var rectified = input.relu();
        var added = _second.call(_first.call(rectified).relu());
        return added + (_shortcut is null ? input : _shortcut.call(nn.functional.avg_pool2d(rectified, 2)));
    }
}

/// <summary>Its kernels are standardised anew for every mini-batch, as their gradients go through that.</summary>
internal sealed class StraightStandardizedConvolution : Layer
{
    private static readonly double _rectifierGain = Math.Sqrt(2 / (1 - (1 / Math.PI)));

    private readonly Parameter _weight;
    private readonly Parameter _gain;
    private readonly Parameter _bias;
    private readonly int _side;
    private readonly int _stride;

    public StraightStandardizedConvolution(int inputs, int outputs, int side, int stride, double startingGain) : base(nameof(StraightStandardizedConvolution))
    {
        _weight = nn.Parameter(randn(outputs, inputs, side, side));
        _gain = nn.Parameter(full([outputs], startingGain, float32));
        _bias = nn.Parameter(zeros(outputs));
        (_side, _stride) = (side, stride);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        var centred = _weight - _weight.mean([1, 2, 3], keepdim: true);
        var scale = _gain.view(-1, 1, 1, 1) * _rectifierGain * centred.square().sum([1, 2, 3], keepdim: true).rsqrt();
        return nn.functional.conv2d(input, centred * scale, _bias, strides: [_stride, _stride], padding: [_side / 2, _side / 2]);
    }
}
