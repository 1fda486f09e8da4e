using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Clearsight.Benchmarks;

/// <summary>A server in a process of its own with an empty folder, on a free port of the loopback interface.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromMinutes(1);

    private readonly DirectoryInfo _folder;
    private readonly Task<string> _output;
    private readonly Task<string> _errors;

    private ServerProcess(Process process, DirectoryInfo folder, Uri address, Uri? rpcAddress)
    {
        (Process, _folder, RpcAddress) = (process, folder, rpcAddress);
        // Read all the time: a full pipe would stop the server.
        _output = process.StandardOutput.ReadToEndAsync();
        _errors = process.StandardError.ReadToEndAsync();
        Client = new HttpClient { BaseAddress = address };
    }

    public Process Process { get; }

    public HttpClient Client { get; }

    public Uri Address => Client.BaseAddress!;

    /// <summary>Where gRPC is spoken, if it is.</summary>
    public Uri? RpcAddress { get; }

    /// <summary>Starts the service as its users do, from beside the running program, and waits until it is ready.</summary>
    public static Task<ServerProcess> StartServiceAsync(params IEnumerable<(string Option, string Value)> options)
    {
        var (port, rpcPort) = (FreePort(), FreePort());
        var folder = Directory.CreateTempSubdirectory("clearsight-benchmark-");
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Clearsight.Api.dll")]);
        start.Environment["URLS"] = $"http://127.0.0.1:{port};http://127.0.0.1:{rpcPort}";
        start.Environment["Host__GrpcPort"] = $"{rpcPort}";
        start.Environment["Storage__Directory"] = folder.FullName;
        start.Environment["Log__Level"] = "Warning";
        foreach (var (option, value) in options)
        {
            start.Environment[option] = value;
        }

        return StartAsync(start, folder, port, rpcPort, "/health/ready");
    }

    /// <summary>Starts any server and waits until it is ready.</summary>
    /// <param name="start">What runs it on a port.</param>
    /// <param name="readyPath">Answers 200 once it is ready.</param>
    public static Task<ServerProcess> StartAsync(Func<int, ProcessStartInfo> start, string readyPath)
    {
        var port = FreePort();
        return StartAsync(start(port), Directory.CreateTempSubdirectory("clearsight-benchmark-"), port, null, readyPath);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!Process.HasExited)
        {
            Process.Kill(entireProcessTree: true);
            await Process.WaitForExitAsync();
        }

        Process.Dispose();
        _folder.Delete(recursive: true);
    }

    private static async Task<ServerProcess> StartAsync(ProcessStartInfo start, DirectoryInfo folder, int port, int? rpcPort, string readyPath)
    {
        start.UseShellExecute = false;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.WorkingDirectory = folder.FullName;
        var server = new ServerProcess(
            Process.Start(start)!, folder, new Uri($"http://127.0.0.1:{port}"), rpcPort is null ? null : new Uri($"http://127.0.0.1:{rpcPort}"));
        try
        {
            await server.ReadyAsync(new Uri(readyPath, UriKind.Relative));
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    private async Task ReadyAsync(Uri path)
    {
        using var deadline = new CancellationTokenSource(StartDeadline);
        while (!await IsReadyAsync(path, deadline.Token))
        {
            if (Process.HasExited)
            {
                throw new InvalidOperationException($"The server did not start: {await _errors}{await _output}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), deadline.Token);
        }
    }

    private async Task<bool> IsReadyAsync(Uri path, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await Client.GetAsync(path, cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
