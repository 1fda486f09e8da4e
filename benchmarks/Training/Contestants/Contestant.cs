using System.ComponentModel;
using System.Diagnostics;

namespace Clearsight.Benchmarks.Training.Contestants;

/// <summary>A process that answers questions (<see cref="Lines"/>).</summary>
internal sealed class Contestant : IAsyncDisposable
{
    /// <summary>What the benchmark's own program is started with to be one.</summary>
    public const string Verb = "contestant";

    private readonly Task<string> _errors;

    private Contestant(Process process, Task<string> errors, string name)
    {
        (Process, _errors, Name) = (process, errors, name);
    }

    /// <summary>As it introduces itself.</summary>
    public string Name { get; }

    public Process Process { get; }

    /// <returns>Null when the program is not there or ends without a word.</returns>
    public static async Task<Contestant?> StartAsync(string program, params string[] arguments)
    {
        Process? process;
        try
        {
            process = Process.Start(new ProcessStartInfo(program, arguments)
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            });
        }
        catch (Win32Exception)
        {
            return null;
        }

        // Read all the time: a full pipe would stop a contestant that warns a lot.
        var errors = process!.StandardError.ReadToEndAsync();
        if (await process.StandardOutput.ReadLineAsync() is { } introduction)
        {
            return new Contestant(process, errors, introduction);
        }

        process.Dispose();
        return null;
    }

    public async Task<double> AskAsync<T>(T question)
    {
        await Process.StandardInput.WriteLineAsync(Lines.Question(question));
        await Process.StandardInput.FlushAsync();
        return await Process.StandardOutput.ReadLineAsync() is { } answer
            ? Lines.Answer(answer)
            : throw new InvalidOperationException($"{Name} ended without an answer: {await _errors}");
    }

    /// <summary>The most memory that it ever had resident, in bytes.</summary>
    public long PeakMemory()
    {
        Process.Refresh();
        return Process.PeakWorkingSet64;
    }

    /// <summary>
    /// The share of its processor time that it spent in the kernel, 0..1: high for whoever hands memory back after each
    /// step and asks for it again, and then dependent on how cheap the machine's memory is.
    /// </summary>
    public double KernelShare()
    {
        Process.Refresh();
        return Process.PrivilegedProcessorTime / Process.TotalProcessorTime;
    }

    /// <summary>The end of its input is its end.</summary>
    public async ValueTask DisposeAsync()
    {
        Process.StandardInput.Close();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            await Process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            Process.Kill(entireProcessTree: true);
        }

        Process.Dispose();
    }
}
