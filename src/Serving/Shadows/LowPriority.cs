using System.Runtime.InteropServices;

namespace Clearsight.Serving.Shadows;

internal static partial class LowPriority
{
    private const int Process = 0;
    private const int CallingThread = 0;

    /// <summary>
    /// As nice counts: a tenth of what a thread at 0, a request's, gets beside it, and as much as a training's. Not 19, the
    /// lowest: a garbage collection waits for every thread that is between two native calls, and all requests for it.
    /// </summary>
    private const int Low = 10;

    /// <summary>
    /// Lets requests go before the calling thread, for good. On Linux, where nice is a thread's and .NET leaves it
    /// alone (setpriority(2), "C library/kernel differences"); elsewhere it does nothing.
    /// </summary>
    public static void Take()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = SetPriority(Process, CallingThread, Low);
        }
    }

    [LibraryImport("libc", EntryPoint = "setpriority")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetPriority(int which, int who, int priority);
}
