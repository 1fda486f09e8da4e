using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Clearsight.Benchmarks.Neighbours;

/// <summary>The service as its users start it, in a process of its own with an empty storage directory, on a free port of the loopback interface.</summary>
internal sealed class ServiceHost : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromMinutes(1);

    private readonly DirectoryInfo _folder;
    private readonly Task<string> _output;
    private readonly Task<string> _errors;

    private ServiceHost(Process process, DirectoryInfo folder, Uri address)
    {
        (Process, _folder) = (process, folder);
        // Read all the time: a full pipe would stop the service.
        _output = process.StandardOutput.ReadToEndAsync();
        _errors = process.StandardError.ReadToEndAsync();
        Client = new HttpClient { BaseAddress = address };
    }

    public Process Process { get; }

    public HttpClient Client { get; }

    /// <summary>Starts it and waits until it is ready.</summary>
    public static async Task<ServiceHost> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("clearsight-benchmark-");
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Clearsight.Api.dll")])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder.FullName,
        };
        start.Environment["URLS"] = address.ToString();
        start.Environment["Storage__Directory"] = folder.FullName;
        start.Environment["Log__Level"] = "Warning";
        var host = new ServiceHost(Process.Start(start)!, folder, address);
        try
        {
            await host.ReadyAsync();
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
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

    private async Task ReadyAsync()
    {
        using var deadline = new CancellationTokenSource(StartDeadline);
        while (!await IsReadyAsync(deadline.Token))
        {
            if (Process.HasExited)
            {
                throw new InvalidOperationException($"The service did not start: {await _errors}{await _output}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), deadline.Token);
        }
    }

    private async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var response = await Client.GetAsync(new Uri("/health/ready", UriKind.Relative), cancellationToken);
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
