using System.Runtime.Intrinsics;
using Clearsight.Domain.Recipes;
using Clearsight.Learning.Checkpoints;
using Clearsight.Learning.Kernels;
using Clearsight.Learning.Native;
using Clearsight.Learning.Networks;
using static TorchSharp.torch;

namespace Clearsight.Learning.Training;

/// <summary>
/// Adam (Kingma and Ba, 2015) on the one flat tensor of all parameters, or AdamW: with weight decay decoupled from the
/// gradient (Loshchilov and Hutter, 2019), on weights only, as a bias that is pulled to zero only costs accuracy.
/// </summary>
internal sealed class FlatAdam : IDisposable
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;
    private const double Epsilon = 1e-8;

    private readonly NetworkWeights _weights;
    private readonly double _weightDecay;
    private readonly double _clipNorm;
    private readonly Tensor _firstMoment;
    private readonly Tensor _secondMoment;

    public FlatAdam(NetworkWeights weights, Hyperparameters hyperparameters)
    {
        _weights = weights;
        _weightDecay = hyperparameters.Optimizer == Domain.Recipes.Optimizer.AdamW ? hyperparameters.WeightDecay : 0;
        _clipNorm = hyperparameters.ClipNorm;
        _firstMoment = zeros(weights.Flat.shape).DetachFromDisposeScope();
        _secondMoment = zeros(weights.Flat.shape).DetachFromDisposeScope();
    }

    /// <param name="gradient">Of all parameters, in the order of <see cref="NetworkWeights.Flat"/>; shortened in place where it is too long.</param>
    /// <param name="step">The number of this update, from 1.</param>
    public void Update(Tensor gradient, double learningRate, long step)
    {
        Clip(gradient);
        var decay = 1 - (float)(learningRate * _weightDecay);
        var rule = new Rule(
            (float)(learningRate / (1 - Math.Pow(Beta1, step))), (float)(1 / Math.Sqrt(1 - Math.Pow(Beta2, step))));
        Span<float> values = Values.Of(_weights.Flat), gradients = Values.Of(gradient);
        Span<float> first = Values.Of(_firstMoment), second = Values.Of(_secondMoment);
        foreach (var (start, end, isBias) in _weights.Trained)
        {
            rule.Apply(values[start..end], gradients[start..end], first[start..end], second[start..end], isBias ? 1 : decay);
        }
    }

    public IReadOnlyList<NamedTensor> ToNamedTensors() => [Named("first_moment", _firstMoment), Named("second_moment", _secondMoment)];

    /// <exception cref="SafetensorsException">The tensors are not what <see cref="ToNamedTensors"/> gave.</exception>
    public void Load(IReadOnlyList<NamedTensor> tensors)
    {
        Load(tensors, "first_moment", _firstMoment);
        Load(tensors, "second_moment", _secondMoment);
    }

    public void Dispose()
    {
        _firstMoment.Dispose();
        _secondMoment.Dispose();
    }

    /// <summary>One wild mini-batch shall not throw the weights far off (Pascanu, Mikolov and Bengio, 2013).</summary>
    private void Clip(Tensor gradient)
    {
        if (_clipNorm == 0)
        {
            return;
        }

        using var scope = NewDisposeScope();
        var norm = gradient.norm().item<float>();
        if (norm > _clipNorm)
        {
            Numbers.With(_clipNorm / norm, gradient.mul_);
        }
    }

    private static NamedTensor Named(string name, Tensor moment) => new(name, [(int)moment.shape[0]], moment.data<float>().ToArray());

    private static void Load(IReadOnlyList<NamedTensor> tensors, string name, Tensor moment)
    {
        var values = tensors.FirstOrDefault(tensor => tensor.Name == name)?.Values;
        if (values?.Length != moment.shape[0])
        {
            throw new SafetensorsException($"The optimizer's state has no '{name}' of {moment.shape[0]} values.");
        }

        using var copy = tensor(values);
        moment.copy_(copy);
    }

    /// <summary>One pass over all values, where libtorch's operations would take six.</summary>
    /// <param name="Rate">The learning rate over the first moment's bias correction.</param>
    /// <param name="Correction">Of the second moment's root.</param>
    private sealed record Rule(float Rate, float Correction)
    {
        public void Apply(Span<float> values, ReadOnlySpan<float> gradients, Span<float> first, Span<float> second, float decay)
        {
            var index = 0;
            for (; index + Vector512<float>.Count <= values.Length; index += Vector512<float>.Count)
            {
                var gradient = Vector512.Create(gradients[index..]);
                var mean = (Vector512.Create<float>(first[index..]) * (float)Beta1) + (gradient * (float)(1 - Beta1));
                var square = (Vector512.Create<float>(second[index..]) * (float)Beta2) + (gradient * gradient * (float)(1 - Beta2));
                var step = mean * Rate / ((Vector512.Sqrt(square) * Correction) + Vector512.Create((float)Epsilon));
                mean.CopyTo(first[index..]);
                square.CopyTo(second[index..]);
                ((Vector512.Create<float>(values[index..]) * decay) - step).CopyTo(values[index..]);
            }

            for (; index < values.Length; index++)
            {
                first[index] = (first[index] * (float)Beta1) + (gradients[index] * (float)(1 - Beta1));
                second[index] = (second[index] * (float)Beta2) + (gradients[index] * gradients[index] * (float)(1 - Beta2));
                values[index] = (values[index] * decay) - (first[index] * Rate / ((MathF.Sqrt(second[index]) * Correction) + (float)Epsilon));
            }
        }
    }
}
