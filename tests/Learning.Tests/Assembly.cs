using System.Runtime.CompilerServices;
using Clearsight.Learning.Native;

// libtorch takes all cores for one test, and live tensors are counted for the whole process.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

namespace Clearsight.Learning.Tests;

internal static class Assembly
{
    /// <summary>Tests of single layers come to libtorch without the start of a host.</summary>
    [ModuleInitializer]
    internal static void PrepareLibtorch() => Libtorch.Prepare();
}
