using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Clearsight.Benchmarks;

/// <summary>What a figure was measured on, and of which sources: without these it says nothing.</summary>
public static class MachineDescription
{
    private const string ProcessorInfo = "/proc/cpuinfo";

    /// <summary>One line of text.</summary>
    public static string Here() =>
        $"{Processor()}, {Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, kernel {Environment.OSVersion.Version}, "
        + $".NET {Environment.Version}, commit {Commit()}";

    private static string Processor() => File.Exists(ProcessorInfo)
        ? File.ReadLines(ProcessorInfo).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "unknown processor"
        : RuntimeInformation.ProcessArchitecture.ToString();

    /// <summary>As <c>git describe</c> names the sources that the program was built in; "-dirty" when they were changed since.</summary>
    private static string Commit()
    {
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", ["describe", "--always", "--dirty"])
            {
                WorkingDirectory = AppContext.BaseDirectory,
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var answer = git.StandardOutput.ReadToEnd().Trim();
            git.WaitForExit();
            return answer.Length > 0 ? answer : "unknown";
        }
        catch (Win32Exception)
        {
            return "unknown";
        }
    }
}
