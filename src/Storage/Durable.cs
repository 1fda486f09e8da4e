using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Clearsight.Storage;

/// <summary>Writes that are on the disk when the call returns, so that a row never speaks of a file that a power cut took.</summary>
internal static partial class Durable
{
    private const int CopyBufferSize = 128 * 1024;

    /// <returns>The copied bytes' digest, <c>sha256:…</c>, and their number.</returns>
    public static async Task<(string Digest, long Length)> CopyAsync(string from, string to, CancellationToken cancellationToken)
    {
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var source = File.OpenRead(from);
        await using var target = new FileStream(to, FileMode.CreateNew, FileAccess.Write);
        var buffer = new byte[CopyBufferSize];
        int read;
        while ((read = await source.ReadAsync(buffer, cancellationToken)) > 0)
        {
            sha256.AppendData(buffer, 0, read);
            await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        target.Flush(flushToDisk: true);
        return (Digest(sha256.GetHashAndReset()), target.Length);
    }

    /// <returns>The digest of the bytes, <c>sha256:…</c>.</returns>
    public static async Task<string> WriteAsync(string path, byte[] bytes, CancellationToken cancellationToken)
    {
        await using var target = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        await target.WriteAsync(bytes, cancellationToken);
        target.Flush(flushToDisk: true);
        return Digest(SHA256.HashData(bytes));
    }

    public static async Task<string> DigestAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        return Digest(await SHA256.HashDataAsync(file, cancellationToken));
    }

    /// <summary>Makes a folder's entries (names that came, went or moved) durable; Windows does so by itself.</summary>
    public static void SyncFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var handle = new SafeFileHandle(Open(path, 0), ownsHandle: true);
        if (handle.IsInvalid)
        {
            throw new IOException($"Cannot open the folder '{path}' (error {Marshal.GetLastPInvokeError()}).");
        }

        RandomAccess.FlushToDisk(handle);
    }

    public static string Digest(byte[] sha256) => "sha256:" + Convert.ToHexStringLower(sha256);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}
