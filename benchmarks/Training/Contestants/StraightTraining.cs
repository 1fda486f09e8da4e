using Clearsight.Domain.Recipes;
using Clearsight.Learning.Networks;
using static TorchSharp.torch;
using Optimizer = Clearsight.Domain.Recipes.Optimizer;

namespace Clearsight.Benchmarks.Training.Contestants;

/// <summary>
/// The training as a first version of it would be: plain modules, float images, contiguous tensors, glibc's allocator as
/// it comes, as many threads as cores. Each network stays in memory between its visits. Shifts and erased rectangles are
/// left out, to the advantage of whoever leaves them out.
/// </summary>
/// <remarks>
/// Only its speed is of interest. On contiguous images some versions of libtorch compute a wrong gradient behind a
/// convolution of one output channel, which the denoiser ends in (docs/lab-log.md); that takes no more and no less time.
/// </remarks>
internal sealed class StraightTraining(TimeProvider time)
{
    private readonly Dictionary<(string, Hyperparameters), StraightStep> _steps = [];

    public double ImagesPerSecond(Visit visit)
    {
        set_num_threads(Environment.ProcessorCount);
        var key = (visit.Network, visit.Hyperparameters);
        if (!_steps.TryGetValue(key, out var step))
        {
            step = _steps[key] = new StraightStep(visit.Network, visit.Hyperparameters);
        }

        return WholeSteps.PerSecond(time, visit.Seconds, step.Run) * visit.Hyperparameters.BatchSize;
    }
}

/// <summary>One network with its optimizer, alive as long as the process.</summary>
internal sealed class StraightStep
{
    private static readonly Tensor Pixels = rand([RandomImages.Count, 1, RandomImages.Side, RandomImages.Side]).DetachFromDisposeScope();
    private static readonly Tensor Labels = randint(0, RandomImages.Classes, [RandomImages.Count], dtype: int64).DetachFromDisposeScope();

    private readonly string _network;
    private readonly Hyperparameters _hyperparameters;
    private readonly nn.Module<Tensor, Tensor> _module;
    private readonly optim.Optimizer _optimizer;

    public StraightStep(string network, Hyperparameters hyperparameters)
    {
        (_network, _hyperparameters) = (network, hyperparameters);
        _module = StraightNetworks.Create(network, hyperparameters.Dropout);
        RequireSameSize(network, _module.parameters().Sum(parameter => parameter.numel()));
        _optimizer = hyperparameters.Optimizer == Optimizer.Adam
            ? optim.Adam(_module.parameters(), hyperparameters.LearningRate)
            : optim.AdamW(_module.parameters(), hyperparameters.LearningRate, weight_decay: hyperparameters.WeightDecay);
    }

    private static void RequireSameSize(string network, long parameters)
    {
        var expected = NetworkCatalog.Create(network).ParameterCount;
        if (parameters != expected)
        {
            throw new InvalidOperationException($"The straight {network} has {parameters} parameters instead of {expected}: it is another network.");
        }
    }

    public void Run()
    {
        using var scope = NewDisposeScope();
        var indices = randint(0, RandomImages.Count, [_hyperparameters.BatchSize], dtype: int64);
        var images = Pixels.index_select(0, indices);
        _optimizer.zero_grad();
        var loss = _network switch
        {
            NetworkIds.DenoisingAutoencoder => Denoising(images),
            NetworkIds.BalancedImpulseUnet => Restoration(images),
            _ => Classification(images, Labels.index_select(0, indices)),
        };
        loss.backward();
        if (_hyperparameters.ClipNorm > 0)
        {
            nn.utils.clip_grad_norm_(_module.parameters(), _hyperparameters.ClipNorm);
        }

        _optimizer.step();
        _ = loss.item<float>();
    }

    private Tensor Denoising(Tensor clean)
    {
        var draw = rand_like(clean);
        var density = _hyperparameters.NoiseDensity;
        var noisy = clean.masked_fill(draw.lt(density), 0).masked_fill(draw.lt(density / 2), 1);
        var logits = _module.call(noisy);
        return _hyperparameters.Loss == Loss.MeanSquaredError
            ? nn.functional.mse_loss(logits.sigmoid(), clean)
            : nn.functional.binary_cross_entropy_with_logits(logits, clean);
    }

    /// <summary>Each image at a density of its own, which its error is weighed by.</summary>
    private Tensor Restoration(Tensor clean)
    {
        var (least, most) = (_hyperparameters.NoiseDensity, _hyperparameters.NoiseDensityMax);
        var density = (rand([clean.shape[0], 1, 1, 1]) * (most - least)) + least;
        var draw = rand_like(clean);
        var noisy = clean.masked_fill(draw.lt(density), 0).masked_fill(draw.lt(density / 2), 1);
        return ((_module.call(noisy) - clean).square() / (density + 0.05)).mean();
    }

    private Tensor Classification(Tensor images, Tensor labels)
    {
        if (_hyperparameters.Flip)
        {
            var mirrored = rand([images.shape[0], 1, 1, 1]).lt(0.5);
            images = where(mirrored, images.flip(3), images);
        }

        return nn.functional.cross_entropy(_module.call(images), labels, label_smoothing: _hyperparameters.LabelSmoothing);
    }
}
