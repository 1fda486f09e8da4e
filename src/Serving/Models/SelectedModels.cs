using Clearsight.Domain;
using Clearsight.Domain.Models;
using Clearsight.Serving.Telemetry;

namespace Clearsight.Serving.Models;

/// <summary>The model that serves each task now. A switch replaces one reference; requests in flight keep the model they entered.</summary>
public sealed class SelectedModels : IDisposable
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(10);
    private readonly ModelUse?[] _current = new ModelUse?[TaskKinds.All.Count];
    private readonly long[] _switches = new long[TaskKinds.All.Count];

    public SelectedModels(ModelMetrics metrics) => metrics.Watch(this);

    /// <summary>The version that serves the task, or null.</summary>
    public ModelVersion? Find(TaskKind task) => Volatile.Read(ref _current[(int)task])?.Model.Version;

    /// <exception cref="UnavailableException">No model serves the task.</exception>
    public ModelUse Enter(TaskKind task) => TryEnter(task, asSelection: true) ?? throw new UnavailableException(HowToSelect(task), RetryAfter);

    /// <summary>Null where no model serves the task.</summary>
    /// <param name="asSelection">See <see cref="ModelUse.IsSelection"/>.</param>
    internal ModelUse? TryEnter(TaskKind task, bool asSelection = false)
    {
        while (Volatile.Read(ref _current[(int)task]) is { } current)
        {
            // Null only when the model was replaced and left by everyone in between: its successor is there already.
            if (current.Model.TryEnter(asSelection) is { } use)
            {
                return use;
            }
        }

        return null;
    }

    /// <summary>Takes over <paramref name="next"/>, and lets go of what served the task before.</summary>
    internal void Switch(TaskKind task, ModelUse next)
    {
        if (Interlocked.Exchange(ref _current[(int)task], next) is { } before)
        {
            Interlocked.Increment(ref _switches[(int)task]);
            before.Dispose();
        }
    }

    /// <summary>How often one version took over from another since the start; the first one takes over from none.</summary>
    internal long Switches(TaskKind task) => Volatile.Read(ref _switches[(int)task]);

    public void Dispose()
    {
        for (var task = 0; task < _current.Length; task++)
        {
            Interlocked.Exchange(ref _current[task], null)?.Dispose();
        }
    }

    private static string HowToSelect(TaskKind task) =>
        $"No model serves '{task.ToName()}'. Train one with POST /jobs ({{\"recipe\": \"{(task == TaskKind.Denoise ? "mnist-denoiser" : "fashion-classifier")}\"}}), "
        + $"or select one that GET /models lists with PUT /selection/{task.ToName()}.";
}
