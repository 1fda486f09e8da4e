using System.Runtime.InteropServices;

namespace Clearsight.Learning.Native;

internal static partial class ThreadPriority
{
    private const int Process = 0;
    private const int CallingThread = 0;

    /// <summary>As nice counts: 0 is the usual, 19 the lowest. At 10 a thread gets a tenth of what one at 0 gets beside it.</summary>
    private const int Low = 10;

    /// <summary>
    /// Lets all other threads go before the calling one, for good: only root may raise it again. On Linux, where nice is
    /// a thread's and .NET leaves it alone (getpriority(2), "C library/kernel differences"); elsewhere it does nothing.
    /// </summary>
    public static void Lower()
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
