using System.Runtime.InteropServices;

namespace Clearsight.Learning.Native;

/// <summary>Keeps libtorch's warnings off the standard error stream: without it, every convolution that cannot use NNPACK says so.</summary>
internal static partial class LibtorchLog
{
    /// <summary>Takes effect only before libtorch is loaded, and leaves what an operator has set.</summary>
    public static void ErrorsOnly()
    {
        if (OperatingSystem.IsLinux())
        {
            // .NET's own environment is a copy that native code does not see.
            _ = SetEnvironment("TORCH_CPP_LOG_LEVEL", "ERROR", overwrite: 0);
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
