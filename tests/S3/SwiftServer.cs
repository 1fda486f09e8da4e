using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.S3;

namespace Clearsight.S3;

/// <summary>
/// A real store with S3's interface: OpenStack Swift, all of it in one process, with its data in a temporary folder, on
/// free ports of the loopback interface, and gone when it is disposed. Debian's packages have what it needs; no service
/// of the system is used.
/// </summary>
internal sealed class SwiftServer : IAsyncDisposable
{
    public const string Missing = "OpenStack Swift is not installed (Debian: apt-get install swift-proxy swift-account swift-container swift-object).";

    private const string User = "tests:clearsight";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Debian's own, whatever else the path has: it finds Debian's packages.</summary>
    private const string Python = "/usr/bin/python3";

    private readonly string _folder;
    private readonly int _port;
    private readonly string _secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
    private Process? _process;
    private int _buckets;

    private SwiftServer(string folder, int port) => (_folder, _port) = (folder, port);

    public static bool IsInstalled { get; } =
        File.Exists(Python) && Array.TrueForAll(["account", "container", "object", "proxy"], part => File.Exists($"/usr/bin/swift-{part}-server"));

    public string Endpoint => $"http://127.0.0.1:{_port}";

    public static async Task<SwiftServer> StartAsync()
    {
        var server = new SwiftServer(Directory.CreateTempSubdirectory("clearsight-swift-").FullName, FreePort());
        // Also where a test run is ended in the middle.
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.DisposeAsync().AsTask().Wait(TimeSpan.FromSeconds(10));
        await server.ResumeAsync();
        return server;
    }

    /// <summary>A new, empty bucket, as the options of a host that is to use it.</summary>
    public async Task<Dictionary<string, string?>> NewBucketAsync()
    {
        var bucket = $"bucket-{Interlocked.Increment(ref _buckets)}";
        using var client = NewClient();
        await client.PutBucketAsync(bucket);
        return new Dictionary<string, string?>
        {
            ["Artifacts:S3:Endpoint"] = Endpoint,
            ["Artifacts:S3:Bucket"] = bucket,
            ["Artifacts:S3:Prefix"] = "tests/here",
            ["Artifacts:S3:AccessKey"] = User,
            ["Artifacts:S3:SecretKey"] = _secret,
        };
    }

    /// <summary>To look into a bucket, and to do harm there.</summary>
    public AmazonS3Client NewClient() => new(new BasicAWSCredentials(User, _secret), new AmazonS3Config
    {
        ServiceURL = Endpoint,
        ForcePathStyle = true,
        AuthenticationRegion = "us-east-1",
        RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
        ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
    });

    /// <summary>Ends it as a loss of power would: nobody answers any more; what is stored stays.</summary>
    public async Task StopAsync()
    {
        if (_process is { } process)
        {
            _process = null;
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    public async Task ResumeAsync()
    {
        var start = new ProcessStartInfo("sh") { WorkingDirectory = "/" };
        // Not redirected but to a file: nobody reads a pipe.
        foreach (var argument in (string[])["-c", "log=$1; shift; exec \"$@\" > \"$log\" 2>&1", "sh", Log, Python, Path.Combine(AppContext.BaseDirectory, "serve_swift.py"), _folder, $"{_port}", User, _secret])
        {
            start.ArgumentList.Add(argument);
        }

        _process = Process.Start(start)!;
        using var http = new HttpClient();
        for (var since = TimeProvider.System.GetTimestamp(); ; await Task.Delay(100))
        {
            try
            {
                using var answer = await http.GetAsync(new Uri(Endpoint));
                return;
            }
            catch (HttpRequestException) when (!_process.HasExited && TimeProvider.System.GetElapsedTime(since) < Patience)
            {
                // Not yet.
            }
            catch (HttpRequestException exception)
            {
                throw new InvalidOperationException($"Swift did not start: {await File.ReadAllTextAsync(Log)}", exception);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private string Log => Path.Combine(_folder, "server.log");

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
