namespace Clearsight.Learning.Checkpoints;

internal static class DurableFile
{
    /// <summary>Writes a file and leaves it safe on the disk.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None);
        file.Write(content);
        file.Flush(flushToDisk: true);
    }
}
