using Clearsight.Serving.Models;

namespace Clearsight.Serving.Shadows;

/// <summary>What a request leaves for a shadow: copies of what the selected version saw and of what it answered.</summary>
internal abstract class ShadowedRequest : IDisposable
{
    /// <summary>Lets the shadow answer, too.</summary>
    /// <returns>How the answers differ, and how long the shadow took for an image.</returns>
    /// <exception cref="Domain.DomainException">The shadow cannot be asked that.</exception>
    /// <exception cref="OperationCanceledException">The host stops.</exception>
    public abstract (Differences Differences, TimeSpan Latency) Compare(ServedModel shadow, TimeProvider time, CancellationToken cancellationToken);

    public abstract void Dispose();
}
