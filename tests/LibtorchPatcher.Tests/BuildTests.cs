using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Clearsight.LibtorchPatcher.Tests;

public sealed class BuildTests
{
    private static string InOutput(string file) => Path.Combine(AppContext.BaseDirectory, file);

    [Fact]
    public void The_output_has_the_relaxed_library_and_it_loads()
    {
        var expected = PackagedLibrary.Read();
        LibstdcxxRequirement.Relax(expected);

        Assert.True(expected.AsSpan().SequenceEqual(File.ReadAllBytes(InOutput("libLibTorchSharp.so"))));
        NativeLibrary.Free(NativeLibrary.Load(InOutput("libLibTorchSharp.so")));
    }

    [Fact]
    public void Libraries_that_nothing_loads_stay_out_of_the_output()
    {
        _ = PackagedLibrary.Read();
        Assert.True(File.Exists(InOutput("libtorch_cpu.so")));
        Assert.False(File.Exists(InOutput("libtorch_python.so")));
    }

    [Fact]
    public async Task A_file_that_is_no_library_ends_the_build_with_one_sentence()
    {
        var folder = Directory.CreateTempSubdirectory("libtorch patcher ");
        try
        {
            var source = Path.Combine(folder.FullName, "not a library.so");
            var target = Path.Combine(folder.FullName, "out", "relaxed.so");
            await File.WriteAllTextAsync(source, "junk", TestContext.Current.CancellationToken);

            var (exitCode, error) = await PatchAsync(source, target);

            Assert.Equal(1, exitCode);
            Assert.Equal($"{source} : error LIBTORCH1: The file is not a 64-bit little-endian ELF object.", error.Trim());
            Assert.False(File.Exists(target));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<(int ExitCode, string Error)> PatchAsync(string source, string target)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [InOutput("Clearsight.LibtorchPatcher.dll"), source, target])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
        })!;
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, error);
    }
}
