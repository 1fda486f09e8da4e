using System.Globalization;
using Clearsight.Domain;
using Clearsight.Domain.Jobs;
using Clearsight.Domain.Metrics;
using Clearsight.Domain.Models;
using Clearsight.Learning.Checkpoints;
using Clearsight.Learning.Data;
using Clearsight.Learning.Export;
using Clearsight.Learning.Networks;
using static TorchSharp.torch;

namespace Clearsight.Learning.Training;

/// <summary>The one training loop: epochs, mini-batches, checkpoints, early stopping. What a mini-batch means is the task's.</summary>
internal sealed class TrainingLoop
{
    private readonly TrainingPlan _plan;
    private readonly Network _network;
    private readonly NetworkWeights _weights;
    private readonly FlatAdam _optimizer;
    private readonly ITrainingTask _task;
    private readonly Lanes _lanes;
    private readonly BatchGradient _gradient;
    private readonly ITrainingObserver _observer;
    private readonly TimeProvider _time;
    private readonly CancellationToken _cancellationToken;

    private readonly BatchSampler _sampler;
    private readonly LearningRateSchedule _schedule;
    private readonly EarlyStopping _stopping;
    private readonly ProgressMeter _meter;
    private readonly CheckpointFolder _checkpoints;
    private readonly CheckpointOrigin _origin;
    private TrainingPosition _position = TrainingPosition.Start;
    private TrainingStop _stop = TrainingStop.None;

    public TrainingLoop(
        TrainingPlan plan,
        Network network,
        NetworkWeights weights,
        FlatAdam optimizer,
        ITrainingTask task,
        Lanes lanes,
        BatchGradient gradient,
        ITrainingObserver observer,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        (_plan, _network, _weights, _optimizer) = (plan, network, weights, optimizer);
        (_task, _lanes, _gradient) = (task, lanes, gradient);
        (_observer, _time, _cancellationToken) = (observer, time, cancellationToken);
        var hyperparameters = plan.Hyperparameters;
        _sampler = new BatchSampler(task.TrainIndices, hyperparameters.BatchSize, hyperparameters.Seed);
        _schedule = new LearningRateSchedule(hyperparameters, (long)hyperparameters.Epochs * _sampler.BatchesPerEpoch);
        _stopping = new EarlyStopping(hyperparameters.Patience);
        _meter = new ProgressMeter(time, hyperparameters.Epochs, _sampler.BatchesPerEpoch);
        _checkpoints = new CheckpointFolder(plan.CheckpointFolder);
        _origin = CheckpointOrigin.Of(plan);
    }

    private bool IsOver => _position.Epoch == _plan.Hyperparameters.Epochs || _stopping.IsDue(_position.Best, _position.Epoch);

    public TrainingOutcome Run()
    {
        Resume();
        if (!IsOver && !Prepare())
        {
            return Stopped();
        }

        while (!IsOver)
        {
            if (TrainEpoch() is not { } imagesPerSecond || EvaluateEpoch() is not { } validation)
            {
                return Stopped();
            }

            EndEpoch(validation, imagesPerSecond);
        }

        return Finish() ?? Stopped();
    }

    private void Resume()
    {
        var checkpoint = _checkpoints.Newest(_origin, name => _observer.Log($"Checkpoint {name} is damaged and passed over."));
        _observer.Starting(checkpoint?.Position.Epoch ?? 0);
        if (checkpoint is null)
        {
            return;
        }

        _weights.Load(checkpoint.Weights);
        _optimizer.Load(checkpoint.Optimizer);
        _position = checkpoint.Position;
        _observer.Log($"Going on from checkpoint {checkpoint.Name}, step {_position.Step}.");
        if (checkpoint.Metrics.Count > 0 && _position.Best is { } best)
        {
            // The process may have ended between the checkpoint and whoever wanted to hear of it.
            _observer.EpochEnded(checkpoint.Metrics, best);
        }
    }

    /// <returns>False when stopped.</returns>
    private bool Prepare()
    {
        if (_plan.Teacher is { } teacher)
        {
            _observer.Log($"Asking the teacher {teacher.Name} about {_task.TrainIndices.Count} images.");
        }

        return _task.Prepare(_lanes, StopRequested);
    }

    /// <returns>Training images a second, 0 where the attempt goes on after the epoch's last mini-batch; null when stopped.</returns>
    private double? TrainEpoch()
    {
        var (started, images) = (_time.GetTimestamp(), 0L);
        _meter.Restart(_position.Step);
        foreach (var batch in _sampler.Batches(_position.Epoch + 1, _position.Batch))
        {
            if (StopRequested())
            {
                return null;
            }

            TrainStep(batch);
            images += batch.Count;
            if (_meter.Count(_position.Step, batch.Count))
            {
                _observer.Progressed(Progress());
            }
        }

        // Whatever was reported last, the epoch's own end is.
        _observer.Progressed(Progress());
        return images / Math.Max(_time.GetElapsedTime(started).TotalSeconds, 1e-6);
    }

    private JobProgress Progress() => _meter.Progress(_position.Epoch + 1, _position.Step) with
    {
        TrainLoss = _position.Sums.MeanLoss(),
        TrainAccuracy = _plan.Task == TaskKind.Classify ? _position.Sums.Accuracy() : null,
    };

    private void TrainStep(ArraySegment<int> images)
    {
        using var scope = NewDisposeScope();
        var batch = _gradient.Compute(images, _position.Step);
        var loss = RequireFinite(batch.Loss);
        _optimizer.Update(_gradient.Sum, _schedule.At(_position.Step), _position.Step + 1);
        _position = _position.AfterBatch(images.Count, loss, batch.Correct);
    }

    private IReadOnlyDictionary<string, double>? EvaluateEpoch()
    {
        var started = _time.GetTimestamp();
        var validation = _task.Validate(_weights, _lanes, StopRequested);
        _meter.EvaluationTook(_time.GetElapsedTime(started));
        return validation;
    }

    private void EndEpoch(IReadOnlyDictionary<string, double> validation, double imagesPerSecond)
    {
        var loss = RequireFinite(validation[MetricKeys.ValidationLoss]);
        var metrics = EpochMetrics(validation, imagesPerSecond);
        var best = EarlyStopping.Better(_position.Best, _position.Epoch + 1, loss);
        _position = _position.AfterEpoch(best);
        Save(metrics);
        _observer.EpochEnded(metrics, best);
        var speed = imagesPerSecond > 0 ? string.Create(CultureInfo.InvariantCulture, $", {imagesPerSecond:0} images/s") : "";
        _observer.Log(string.Create(CultureInfo.InvariantCulture,
            $"Epoch {_position.Epoch} of {_plan.Hyperparameters.Epochs}: validation loss {loss:0.00000}{speed}."));
        if (_task.Concern(validation) is { } concern)
        {
            _observer.Log(concern);
        }
    }

    private List<Metric> EpochMetrics(IReadOnlyDictionary<string, double> validation, double imagesPerSecond)
    {
        var sums = _position.Sums;
        var now = _time.GetUtcNow();
        var metrics = new List<Metric>();
        Add(MetricKeys.TrainLoss, sums.MeanLoss());
        if (_plan.Task == TaskKind.Classify)
        {
            Add(MetricKeys.TrainAccuracy, sums.Accuracy());
        }

        foreach (var (key, value) in validation)
        {
            Add(key, value);
        }

        Add(MetricKeys.LearningRate, _schedule.At(_position.Step - 1));
        if (imagesPerSecond > 0)
        {
            Add(MetricKeys.ImagesPerSecond, imagesPerSecond);
        }

        return metrics;

        void Add(string key, double value) => metrics.Add(new Metric(key, _position.Epoch + 1, _position.Step, value, now));
    }

    /// <summary>The best epoch's weights become the model; only now is the test split read.</summary>
    /// <returns>Null when stopped.</returns>
    private TrainingOutcome? Finish()
    {
        var best = _position.Best!;
        var checkpoint = _checkpoints.AtEndOf(best.Epoch);
        _weights.Load(checkpoint.Weights);
        if (_task.Examine(_weights, _lanes, StopRequested) is not { } test)
        {
            return null;
        }

        var temperature = test.Evaluation.Classifier?.Temperature ?? 1;
        var ranges = test.SignalRanges ?? [];
        WriteModel(temperature, ranges);
        var metrics = checkpoint.Metrics
            .Where(metric => metric.Key is not (MetricKeys.LearningRate or MetricKeys.ImagesPerSecond))
            .Select(metric => KeyValuePair.Create(metric.Key, metric.Value))
            .Concat(test.Metrics)
            .ToDictionary(StringComparer.Ordinal);
        var model = new TrainedModel(best.Epoch, metrics, _network.InputShape, _network.OutputShape, _network.ParameterCount, temperature, test.Evaluation, ranges);
        return new TrainingOutcome(TrainingStop.None, _position.Epoch < _plan.Hyperparameters.Epochs, best, model);
    }

    private void WriteModel(double temperature, IReadOnlyList<double> ranges)
    {
        Directory.CreateDirectory(_plan.OutputFolder);
        var weights = _weights.ToNamedTensors();
        Safetensors.WriteFile(Path.Combine(_plan.OutputFolder, ModelFiles.Weights), weights);
        OnnxExporter.Export(_network, weights, Path.Combine(_plan.OutputFolder, ModelFiles.Onnx), temperature);
        if (ranges.Count > 0)
        {
            OnnxExporter.Export(_network, weights, Path.Combine(_plan.OutputFolder, ModelFiles.QuantizedOnnx), temperature, ranges);
        }
    }

    private TrainingOutcome Stopped()
    {
        // Between epochs the last checkpoint says it all, and before the first step there is nothing to say.
        if (_stop == TrainingStop.Checkpoint && _position.Batch > 0)
        {
            Save([]);
        }

        return new TrainingOutcome(_stop, StoppedEarly: false, _position.Best, Model: null);
    }

    private void Save(IReadOnlyList<Metric> metrics)
    {
        var checkpoint = new Checkpoint(_origin, _position, metrics, _weights.ToNamedTensors(), _optimizer.ToNamedTensors());
        _checkpoints.Write(checkpoint);
        _observer.CheckpointWritten(checkpoint.Name);
    }

    private bool StopRequested()
    {
        _cancellationToken.ThrowIfCancellationRequested();
        _stop = _observer.StopRequested;
        return _stop != TrainingStop.None;
    }

    private double RequireFinite(double loss) => double.IsFinite(loss)
        ? loss
        : throw new TrainingFailedException(
            $"The loss is no longer a finite number in epoch {_position.Epoch + 1}, after {_position.Step} steps; a smaller learning rate may help. "
            + "The checkpoints before it are kept.");
}
