using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Clearsight.Chaos;

/// <summary>A host of the service: a process of its own, which can be killed, frozen and thawed.</summary>
internal sealed class HostProcess : IDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _log = new();

    private HostProcess(Process process, string role, Uri address)
    {
        (_process, Role, Address) = (process, role, address);
        process.OutputDataReceived += (_, line) => Write(line.Data);
        process.ErrorDataReceived += (_, line) => Write(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string Role { get; }

    public Uri Address { get; }

    public int Id => _process.Id;

    public bool IsFrozen { get; private set; }

    public bool HasEnded => _process.HasExited;

    public IEnumerable<string> Log => _log;

    public bool IsReady => _log.Any(line => line.Contains("Ready at ", StringComparison.Ordinal));

    public static HostProcess Start(string role, IReadOnlyDictionary<string, string> options)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "Clearsight.Api.dll") },
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["Host__Role"] = role, ["URLS"] = address.ToString() },
        };
        foreach (var (key, value) in options)
        {
            start.Environment[key] = value;
        }

        return new HostProcess(Process.Start(start)!, role, address);
    }

    public void Kill()
    {
        Signal("KILL");
        _process.WaitForExit();
    }

    public void Freeze()
    {
        Signal("STOP");
        IsFrozen = true;
    }

    public void Thaw()
    {
        Signal("CONT");
        IsFrozen = false;
    }

    public void Dispose()
    {
        if (!HasEnded)
        {
            Kill();
        }

        _process.Dispose();
    }

    private void Signal(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{Id}"]);
        kill.WaitForExit();
    }

    private void Write(string? line)
    {
        if (line is not null)
        {
            _log.Enqueue(line);
        }
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
