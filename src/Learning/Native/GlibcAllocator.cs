using System.Runtime.InteropServices;

namespace Clearsight.Learning.Native;

/// <summary>
/// Makes glibc's allocator keep its memory. By default it maps every large block afresh and hands it back when freed,
/// so that each step of a training pays for zeroed pages from the kernel, which costs more than the arithmetic.
/// Elsewhere than on glibc it does nothing.
/// </summary>
internal static partial class GlibcAllocator
{
    // From malloc.h.
    private const int TrimThreshold = -1;
    private const int TopPad = -2;
    private const int MmapMax = -4;

    private const int TopPadBytes = 64 << 20;

    /// <returns>Whether there is a glibc that took the settings.</returns>
    public static bool KeepMemory()
    {
        if (!IsGlibc())
        {
            return false;
        }

        // Never a mapping of its own for a block, never memory back to the kernel, 64 MB at a time from it.
        return MallOpt(MmapMax, 0) == 1 && MallOpt(TrimThreshold, int.MaxValue) == 1 && MallOpt(TopPad, TopPadBytes) == 1;
    }

    private static bool IsGlibc() =>
        OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libc.so.6", out var libc) && NativeLibrary.TryGetExport(libc, "gnu_get_libc_version", out _);

    [LibraryImport("libc.so.6", EntryPoint = "mallopt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int MallOpt(int parameter, int value);
}
