namespace Clearsight.Datasets.Files;

/// <summary>
/// Lets one process at a time download into a folder: hosts that share a data directory would write into each other's
/// partial file. The lock file stays behind, since removing it would let two hold locks on two files of that name.
/// </summary>
internal static class DownloadLock
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Waits for its turn. Disposing the result ends it, and so does the end of the process.</summary>
    public static async Task<IDisposable> AcquireAsync(string folder, TimeProvider time, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new FileStream(Path.Combine(folder, ".download.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException taken) when (IsSharingViolation(taken))
            {
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    /// <summary>EWOULDBLOCK on Linux (11) and macOS (35), ERROR_SHARING_VIOLATION on Windows (32).</summary>
    private static bool IsSharingViolation(IOException exception) => (exception.HResult & 0xffff) is 11 or 35 or 32;
}
