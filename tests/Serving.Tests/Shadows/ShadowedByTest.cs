using Clearsight.Serving.Models;
using Clearsight.Serving.Shadows;

namespace Clearsight.Serving.Tests.Shadows;

/// <summary>A request whose comparison is the test's.</summary>
internal sealed class ShadowedByTest(Func<CancellationToken, Differences> compare) : ShadowedRequest
{
    public bool IsDisposed { get; private set; }

    public override (Differences Differences, TimeSpan Latency) Compare(ServedModel shadow, TimeProvider time, CancellationToken cancellationToken) =>
        (compare(cancellationToken), TimeSpan.FromMilliseconds(2));

    public override void Dispose() => IsDisposed = true;
}
