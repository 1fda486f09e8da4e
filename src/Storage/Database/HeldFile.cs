using Clearsight.Domain;

namespace Clearsight.Storage.Database;

/// <summary>A lock file, which the operating system gives free when the process ends, however it ends.</summary>
internal static class HeldFile
{
    /// <param name="guarded">What it stands for, to be named in the sentence.</param>
    /// <param name="shared">Together with others that share it, but with nobody who wants it alone.</param>
    /// <exception cref="StartupException">Somebody else has it.</exception>
    public static FileStream Take(string path, string guarded, bool shared = false)
    {
        try
        {
            if (!shared)
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }

            // Made first, and by nobody with a lock on it: only who reads can share it.
            using (new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite))
            {
            }

            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new StartupException($"The lock file '{path}' cannot be opened; give this user the right to write it.", exception);
        }
        catch (IOException exception)
        {
            throw new StartupException($"Another host uses '{guarded}' already; stop it, or give this one a Storage:Directory of its own.", exception);
        }
    }
}
