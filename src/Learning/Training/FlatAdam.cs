using Clearsight.Domain.Recipes;
using Clearsight.Learning.Checkpoints;
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
    private readonly Tensor _firstMoment;
    private readonly Tensor _secondMoment;

    public FlatAdam(NetworkWeights weights, Hyperparameters hyperparameters)
    {
        _weights = weights;
        _weightDecay = hyperparameters.Optimizer == Domain.Recipes.Optimizer.AdamW ? hyperparameters.WeightDecay : 0;
        _firstMoment = zeros(weights.Flat.shape).DetachFromDisposeScope();
        _secondMoment = zeros(weights.Flat.shape).DetachFromDisposeScope();
    }

    /// <param name="gradient">Of all parameters, in the order of <see cref="NetworkWeights.Flat"/>.</param>
    /// <param name="step">The number of this update, from 1.</param>
    public void Update(Tensor gradient, double learningRate, long step)
    {
        using var noGradient = no_grad();
        if (_weightDecay > 0)
        {
            _weights.Flat.narrow(0, 0, _weights.WeightCount).mul_(1 - (learningRate * _weightDecay));
        }

        _firstMoment.mul_(Beta1).add_(gradient, alpha: 1 - Beta1);
        _secondMoment.mul_(Beta2).addcmul_(gradient, gradient, 1 - Beta2);
        var denominator = _secondMoment.sqrt().div_(Math.Sqrt(1 - Math.Pow(Beta2, step))).add_(Epsilon);
        _weights.Flat.addcdiv_(_firstMoment, denominator, -learningRate / (1 - Math.Pow(Beta1, step)));
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
}
