using Clearsight.Domain.Models;
using Clearsight.Serving.Inference;
using Microsoft.Extensions.Options;

namespace Clearsight.Serving.Models;

/// <summary>Loaded models for requests that name one; the one that was not asked for the longest makes room for the next.</summary>
public sealed class ModelCache(ModelLoader loader, IOptions<InferenceOptions> options) : IDisposable
{
    private readonly SemaphoreSlim _loading = new(1);
    private readonly Lock _lock = new();

    // Newest use last.
    private readonly List<ModelUse> _models = [];

    public async Task<ModelUse> EnterAsync(ModelVersion version, CancellationToken cancellationToken)
    {
        if (TryEnter(version) is { } loaded)
        {
            return loaded;
        }

        // One at a time: many requests for a new model load it once.
        await _loading.WaitAsync(cancellationToken);
        try
        {
            return TryEnter(version)
                ?? Keep(await Task.Run(() => loader.LoadAsync(version, cancellationToken), cancellationToken));
        }
        finally
        {
            _loading.Release();
        }
    }

    public bool Has(ModelReference reference)
    {
        lock (_lock)
        {
            return _models.Exists(use => use.Model.Reference == reference);
        }
    }

    public void Dispose()
    {
        _loading.Dispose();
        foreach (var model in _models)
        {
            model.Dispose();
        }
    }

    /// <summary>Null where the model is not loaded.</summary>
    internal ModelUse? TryEnter(ModelVersion version)
    {
        lock (_lock)
        {
            var index = _models.FindIndex(use => use.Model.Reference == version.Reference);
            if (index < 0)
            {
                return null;
            }

            var found = _models[index];
            _models.RemoveAt(index);
            _models.Add(found);
            return found.Model.TryEnter();
        }
    }

    private ModelUse Keep(ModelUse loaded)
    {
        lock (_lock)
        {
            if (_models.Count == options.Value.CachedModels)
            {
                _models[0].Dispose();
                _models.RemoveAt(0);
            }

            _models.Add(loaded);
            return loaded.Model.TryEnter()!; // The cache's own use keeps it alive.
        }
    }
}
