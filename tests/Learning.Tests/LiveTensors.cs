using TorchSharp;

namespace Clearsight.Learning.Tests;

/// <summary>
/// How many tensors there are before something that must leave none behind. What earlier tests left to the garbage
/// collector is collected first: it would otherwise go, and be counted as gone, at any time from now on.
/// </summary>
internal static class LiveTensors
{
    public static long Count()
    {
#pragma warning disable RS0030 // Not to free memory but to count: nothing else tells what waits for the collector.
        GC.Collect();
#pragma warning restore RS0030
        GC.WaitForPendingFinalizers();
        return torch.Tensor.TotalCount;
    }
}
