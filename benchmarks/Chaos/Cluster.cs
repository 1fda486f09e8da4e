using Clearsight.Postgres;

namespace Clearsight.Chaos;

/// <summary>Hosts on one storage folder: one with everything on SQLite, or many that share a PostgreSQL.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    private readonly string _folder;
    private readonly Dictionary<string, string> _options;
    private readonly List<HostProcess> _hosts = [];
    private readonly List<HostProcess> _past = [];

    private Cluster(string folder, PostgresServer? postgres, string? connectionString)
    {
        (_folder, Postgres) = (folder, postgres);
        _options = new Dictionary<string, string>
        {
            ["Storage__Directory"] = Path.Combine(folder, "storage"),
            ["Data__Directory"] = Path.Combine(folder, "data"),
            ["Data__Download"] = "false",
            // None ships with it: the registry has what the jobs left, and nothing else.
            ["Models__Directory"] = Path.Combine(folder, "none"),
            ["Workers__Threads"] = "1",
            ["Workers__LeaseSeconds"] = "6",
            ["Jobs__QueueLimit"] = "10000",
        };
        if (connectionString is not null)
        {
            _options["ConnectionStrings__Clearsight"] = connectionString;
        }
    }

    public PostgresServer? Postgres { get; }

    public string Storage => _options["Storage__Directory"];

    public IReadOnlyList<HostProcess> Hosts
    {
        get
        {
            lock (_hosts)
            {
                return [.. _hosts];
            }
        }
    }

    /// <summary>Hosts that were well and ended by themselves, which none may.</summary>
    public int Deserters { get; private set; }

    public static async Task<Cluster> StartAsync(bool postgres)
    {
        var folder = Directory.CreateTempSubdirectory("clearsight-chaos-").FullName;
        var server = postgres ? await PostgresServer.StartAsync() : null;
        return new Cluster(folder, server, server is null ? null : await server.NewDatabaseAsync());
    }

    public HostProcess Add(string role)
    {
        var host = HostProcess.Start(role, _options);
        lock (_hosts)
        {
            _hosts.Add(host);
        }

        return host;
    }

    /// <summary>As systemd would: a host that ended, since the database was not there at its start, is started again.</summary>
    public void Supervise()
    {
        foreach (var host in Hosts.Where(host => host.HasEnded))
        {
            if (Remove(host))
            {
                Deserters += host.IsReady ? 1 : 0;
                Add(host.Role);
            }
        }
    }

    /// <summary>kill -9, and another one in its place.</summary>
    public void Replace(HostProcess host)
    {
        if (Remove(host))
        {
            host.Kill();
            Add(host.Role);
        }
    }

    private bool Remove(HostProcess host)
    {
        lock (_hosts)
        {
            var removed = _hosts.Remove(host);
            if (removed)
            {
                _past.Add(host);
            }

            return removed;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _past.Concat(Hosts))
        {
            host.Dispose();
        }

        await (Postgres?.DisposeAsync() ?? ValueTask.CompletedTask);
        Directory.Delete(_folder, recursive: true);
    }
}
