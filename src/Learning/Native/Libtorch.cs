using System.Runtime.InteropServices;
using Clearsight.Domain;
using TorchSharp;

namespace Clearsight.Learning.Native;

/// <summary>The native library that all of Learning computes with.</summary>
public static class Libtorch
{
    private static readonly Lazy<string?> Problem = new(Load);

    /// <summary>Loads libtorch and sets it up, once for the process.</summary>
    /// <exception cref="StartupException">It cannot be loaded; the message says in one sentence what is missing.</exception>
    public static void Prepare()
    {
        if (Problem.Value is { } problem)
        {
            throw new StartupException(problem);
        }
    }

    /// <summary>Sets how many threads compute what the calling thread asks for.</summary>
    internal static void UseThreads(int threads) => torch.set_num_threads(threads);

    private static string? Load()
    {
        if (!IsSupported(RuntimeInformation.RuntimeIdentifier))
        {
            return $"Training needs libtorch, which there is not for {RuntimeInformation.RuntimeIdentifier}: "
                + "run the host with Host__Role=Api, which serves models without it, or train on 64-bit x86 Linux.";
        }

        GlibcAllocator.KeepMemory();
        try
        {
            using var one = torch.ones(1);
            LibtorchLog.ErrorsOnly();
            return null;
        }
        catch (Exception exception) when (exception is NotSupportedException or TypeInitializationException or DllNotFoundException or BadImageFormatException)
        {
            return $"Training needs libtorch, which could not be loaded: {Reason(AppContext.BaseDirectory) ?? exception.GetBaseException().Message}";
        }
    }

    /// <summary>TorchSharp brings a libtorch for x64 Linux (glibc), x64 Windows and arm64 macOS.</summary>
    internal static bool IsSupported(string runtimeIdentifier)
    {
        var isMac = runtimeIdentifier.StartsWith("osx", StringComparison.Ordinal);
        return !runtimeIdentifier.Contains("musl", StringComparison.Ordinal)
            && runtimeIdentifier.EndsWith(isMac ? "-arm64" : "-x64", StringComparison.Ordinal);
    }

    /// <summary>What the dynamic linker says about the first library of the chain that does not load, in dependency order.</summary>
    internal static string? Reason(string folder)
    {
        foreach (var library in Chain())
        {
            var path = Path.Combine(folder, library);
            if (!File.Exists(path))
            {
                return $"{library} is missing beside the program.";
            }

            try
            {
                NativeLibrary.Load(path);
            }
            catch (Exception exception) when (exception is DllNotFoundException or BadImageFormatException)
            {
                return FirstLine(exception.Message);
            }
        }

        return null;
    }

    private static string[] Chain() => OperatingSystem.IsLinux()
        ? ["libc10.so", "libtorch_cpu.so", "libtorch.so", "libLibTorchSharp.so"]
        : [];

    private static string FirstLine(string message) => message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[0];
}
