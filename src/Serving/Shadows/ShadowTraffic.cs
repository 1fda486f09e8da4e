using Clearsight.Domain;
using Clearsight.Domain.Models;
using Clearsight.Serving.Images;
using Clearsight.Serving.Inference;
using Clearsight.Serving.Models;

namespace Clearsight.Serving.Shadows;

/// <summary>The shadow that each task has now: it is shown a share of what the selected version answers, and its answers are counted, not given.</summary>
public sealed class ShadowTraffic(ShadowQueue queue, TimeProvider time) : IDisposable
{
    private readonly ShadowRun?[] _runs = new ShadowRun?[TaskKinds.All.Count];

    /// <summary>How the task's shadow does; null where none runs.</summary>
    public ShadowReport? Find(TaskKind task) =>
        Volatile.Read(ref _runs[(int)task]) is { } run ? ShadowReport.Of(task, run) : null;

    public void Dispose()
    {
        foreach (var task in TaskKinds.All)
        {
            End(task);
        }
    }

    /// <summary>To be called with every answer, most of which are no shadow's business. Never waits and never throws.</summary>
    /// <param name="use">What answered.</param>
    /// <param name="answer">Of a classifier the probabilities, of a denoiser the cleaned images.</param>
    /// <param name="elapsed">How long it took.</param>
    internal void Offer(ModelUse use, ImageBatch images, PooledFloats answer, TimeSpan elapsed)
    {
        if (Choose(use) is { } run)
        {
            queue.Offer(run, elapsed / images.Count, ShadowedBatch.Bytes(images, answer), () => ShadowedBatch.Copy(use.Model, images, answer));
        }
    }

    /// <inheritdoc cref="Offer(ModelUse, ImageBatch, PooledFloats, TimeSpan)"/>
    internal void Offer(ModelUse use, Picture noisy, Picture cleaned, DenoiseSize size, TimeSpan elapsed)
    {
        if (Choose(use) is { } run)
        {
            queue.Offer(run, elapsed, ShadowedPicture.Bytes(noisy), () => ShadowedPicture.Copy(noisy, cleaned, size));
        }
    }

    /// <summary>Gives a run of these two its share.</summary>
    /// <returns>Whether there is one.</returns>
    internal bool TryContinue(ModelReference selected, Shadow shadow)
    {
        if (_runs[(int)shadow.Task] is not { } run || run.Selected != selected || run.Shadow != shadow.Model)
        {
            return false;
        }

        run.Share = shadow.Share;
        return true;
    }

    /// <param name="model">The shadow's, which is taken over.</param>
    internal void Start(ModelReference selected, Shadow shadow, ModelUse model) =>
        Replace(shadow.Task, new ShadowRun(selected, model, shadow.Share, time.GetUtcNow()));

    internal void End(TaskKind task) => Replace(task, null);

    /// <summary>Null where the answer came from a model that was named, where no shadow runs, and for most of the other requests.</summary>
    private ShadowRun? Choose(ModelUse use) =>
        use.IsSelection
        && Volatile.Read(ref _runs[(int)use.Model.Version.Manifest.Task]) is { } run
        && run.Selected == use.Model.Reference
        && run.Takes() ? run : null;

    private void Replace(TaskKind task, ShadowRun? next) => Interlocked.Exchange(ref _runs[(int)task], next)?.Dispose();
}
