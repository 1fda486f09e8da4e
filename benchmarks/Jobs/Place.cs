using System.Diagnostics;
using Clearsight.Chaos;
using Clearsight.Postgres;

namespace Clearsight.Benchmarks.Jobs;

/// <summary>A storage folder and a database, which hosts are started on one after the other.</summary>
internal sealed class Place : IAsyncDisposable
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(20);

    private readonly string _folder = Directory.CreateTempSubdirectory("clearsight-jobs-").FullName;
    private readonly PostgresServer? _server;

    private Place(PostgresServer? server, string? connectionString)
    {
        (_server, ConnectionString) = (server, connectionString);
        Options = new Dictionary<string, string>
        {
            ["Storage__Directory"] = StorageFolder,
            ["Data__Directory"] = Path.Combine(_folder, "data"),
            ["Data__Download"] = "false",
            ["Jobs__QueueLimit"] = "1000000",
            ["Limits__RequestsPerSecond"] = "1000000",
            ["Limits__Burst"] = "1000000",
            ["Log__Level"] = "Warning",
            ["ConnectionStrings__Clearsight"] = connectionString ?? "",
        };
    }

    public string? ConnectionString { get; }

    public string StorageFolder => Path.Combine(_folder, "storage");

    private IReadOnlyDictionary<string, string> Options { get; }

    public static async Task<Place> CreateAsync(bool postgres)
    {
        var server = postgres ? await PostgresServer.StartAsync(durable: true) : null;
        return new Place(server, server is null ? null : await server.NewDatabaseAsync());
    }

    /// <summary>A host in a process of its own, when its readiness answers 200.</summary>
    public async Task<(HostProcess Host, TimeSpan Took)> StartAsync(string role, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var host = HostProcess.Start(role, Options);
        using var http = new HttpClient { BaseAddress = host.Address };
        while (!await IsReadyAsync(http, cancellationToken))
        {
            if (host.HasEnded)
            {
                throw new InvalidOperationException(string.Join('\n', host.Log));
            }

            await Task.Delay(Glance, cancellationToken);
        }

        return (host, Stopwatch.GetElapsedTime(start));
    }

    /// <summary>Resident, in megabytes.</summary>
    public static double Megabytes(HostProcess host)
    {
        using var process = Process.GetProcessById(host.Id);
        return process.WorkingSet64 / 1e6;
    }

    public async ValueTask DisposeAsync()
    {
        await (_server?.DisposeAsync() ?? ValueTask.CompletedTask);
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<bool> IsReadyAsync(HttpClient http, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri("/health/ready", UriKind.Relative), cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
