using System.Runtime.InteropServices;

namespace Clearsight.Learning.Native;

/// <summary>
/// Keeps libtorch's warnings off the standard error stream: without it, every convolution that cannot use NNPACK says
/// so. The environment variable TORCH_CPP_LOG_LEVEL is only read by Python's binding, so the exported flag is set.
/// </summary>
internal static class LibtorchLog
{
    private const int Error = 2;

    /// <summary>Works after libtorch was loaded; where the flag is not to be found, the warnings stay.</summary>
    public static void ErrorsOnly()
    {
        if (OperatingSystem.IsLinux()
            && NativeLibrary.TryLoad("libc10.so", typeof(LibtorchLog).Assembly, DllImportSearchPath.AssemblyDirectory, out var library)
            && NativeLibrary.TryGetExport(library, "FLAGS_caffe2_log_level", out var flag))
        {
            Marshal.WriteInt32(flag, Error);
        }
    }
}
