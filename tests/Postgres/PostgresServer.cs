using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Clearsight.Postgres;

/// <summary>
/// A real PostgreSQL server of its own: its data in a temporary folder, on a free port of the loopback interface, and gone
/// when it is disposed. Debian's package <c>postgresql</c> has what it needs; nothing of the system's own server is touched.
/// </summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    public const string Missing = "PostgreSQL is not installed (Debian: apt-get install postgresql).";

    /// <summary>A server does not run as root.</summary>
    private const string User = "postgres";

    private static readonly string? Programs = FindPrograms();

    private readonly string _folder;
    private readonly int _port;
    private readonly bool _durable;
    private int _databases;

    private PostgresServer(string folder, int port, bool durable) => (_folder, _port, _durable) = (folder, port, durable);

    public static bool IsInstalled => Programs is not null;

    /// <param name="durable">Commits wait for the disk, which tests of anything but speed can do without.</param>
    public static async Task<PostgresServer> StartAsync(bool durable = false)
    {
        var folder = Directory.CreateTempSubdirectory("clearsight-postgres-").FullName;
        var server = new PostgresServer(folder, FreePort(), durable);
        if (Environment.IsPrivilegedProcess)
        {
            await RunAsync("chown", [User, folder], asServer: false);
        }

        await RunAsync(Program("initdb"), ["-D", server.Data, "-U", "clearsight", "-A", "trust", "-E", "UTF8", "--no-sync"]);
        await server.ResumeAsync();
        // Also where a test run is ended in the middle.
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.DisposeAsync().AsTask().Wait(TimeSpan.FromSeconds(10));
        return server;
    }

    /// <summary>The connection string of a new, empty database.</summary>
    public async Task<string> NewDatabaseAsync()
    {
        var name = $"test{Interlocked.Increment(ref _databases)}";
        await RunAsync(Program("createdb"), ["-h", "127.0.0.1", "-p", $"{_port}", "-U", "clearsight", name]);
        return $"Host=127.0.0.1;Port={_port};Database={name};Username=clearsight";
    }

    /// <summary>Ends it as a shutdown of the machine would: connections are cut, what is committed stays.</summary>
    public Task StopAsync() => RunAsync(Program("pg_ctl"), ["-D", Data, "-w", "-m", "fast", "stop"]);

    public Task ResumeAsync() => RunAsync(
        Program("pg_ctl"),
        [
            "-D", Data, "-w", "-l", Path.Combine(Data, "server.log"),
            "-o", $"-c listen_addresses=127.0.0.1 -c port={_port} -c unix_socket_directories={_folder} -c fsync={(_durable ? "on" : "off")} -c max_connections=300",
            "start",
        ]);

    public async ValueTask DisposeAsync()
    {
        if (Directory.Exists(_folder))
        {
            if (File.Exists(Path.Combine(Data, "postmaster.pid")))
            {
                await RunAsync(Program("pg_ctl"), ["-D", Data, "-w", "-m", "immediate", "stop"]);
            }

            Directory.Delete(_folder, recursive: true);
        }
    }

    private string Data => Path.Combine(_folder, "data");

    private static string Program(string name) => Path.Combine(Programs ?? throw new InvalidOperationException(Missing), name);

    /// <summary>Debian keeps them by version, and out of the path.</summary>
    private static string? FindPrograms()
    {
        const string debian = "/usr/lib/postgresql";
        var versions = Directory.Exists(debian) ? Directory.GetDirectories(debian).OrderByDescending(folder => folder, StringComparer.Ordinal) : Enumerable.Empty<string>();
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return versions.Select(folder => Path.Combine(folder, "bin")).Concat(path).FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")));
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private static async Task RunAsync(string program, string[] arguments, bool asServer = true)
    {
        string[] command = asServer && Environment.IsPrivilegedProcess ? ["runuser", "-u", User, "--", program, .. arguments] : [program, .. arguments];
        // Not redirected but to a file: a server that lives on would hold a pipe open.
        var output = Path.GetTempFileName();
        try
        {
            var start = new ProcessStartInfo("sh") { WorkingDirectory = "/" };
            foreach (var argument in (string[])["-c", "log=$1; shift; exec \"$@\" > \"$log\" 2>&1", "sh", output, .. command])
            {
                start.ArgumentList.Add(argument);
            }

            using var process = Process.Start(start)!;
            await process.WaitForExitAsync();
            if (process.ExitCode != 0)
            {
                throw new InvalidOperationException($"{Path.GetFileName(program)} ended with {process.ExitCode}: {await File.ReadAllTextAsync(output)}");
            }
        }
        finally
        {
            File.Delete(output);
        }
    }
}
