using System.Runtime.InteropServices;

namespace Clearsight.Serving.Shadows;

internal static partial class LowPriority
{
    private const int Process = 0;
    private const int CallingThread = 0;

    /// <summary>As nice counts. At 19 a thread gets a seventieth of what one at 0 gets beside it, and a tenth of a training's (10).</summary>
    private const int Lowest = 19;

    /// <summary>
    /// Lets all other threads go before the calling one, for good. On Linux, where nice is a thread's and .NET leaves it
    /// alone (setpriority(2), "C library/kernel differences"); elsewhere it does nothing.
    /// </summary>
    public static void Take()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = SetPriority(Process, CallingThread, Lowest);
        }
    }

    [LibraryImport("libc", EntryPoint = "setpriority")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetPriority(int which, int who, int priority);
}
