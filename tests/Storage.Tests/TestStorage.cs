using Clearsight.Domain.Jobs;
using Clearsight.Domain.Models;
using Clearsight.Storage.Database;
using Clearsight.Storage.Idempotency;
using Clearsight.Storage.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Clearsight.Storage.Tests;

/// <summary>A host with nothing but the storage, on a real SQLite file or PostgreSQL server and in a folder of its own, with a clock that stands.</summary>
internal sealed class TestStorage : IAsyncDisposable
{
    private readonly bool _ownsDirectory;
    private readonly string? _connectionString;
    private readonly IReadOnlyDictionary<string, string?> _options;
    private IHost _host;
    private bool _started;

    private TestStorage(string? directory, string? connectionString, IReadOnlyDictionary<string, string?>? options)
    {
        _options = options ?? new Dictionary<string, string?>();
        Directory = directory ?? Path.Combine(Path.GetTempPath(), $"clearsight-storage-{Guid.NewGuid():N}");
        _ownsDirectory = directory is null;
        _connectionString = connectionString;
        _host = Build();
    }

    public string Directory { get; }

    public FakeTimeProvider Time { get; } = new(Samples.Noon);

    public IJobStore Jobs => Get<IJobStore>();

    public IModelRegistry Models => Get<IModelRegistry>();

    public ISelectionStore Selections => Get<ISelectionStore>();

    public IdempotencyStore Idempotency => Get<IdempotencyStore>();

    public TrainingSpeeds Speeds => Get<TrainingSpeeds>();

    public AttemptFolders Folders => Get<AttemptFolders>();

    /// <summary>Only where hosts share their rows.</summary>
    public IWorkerTable Workers => Get<IWorkerTable>();

    public StorageLayout Layout => Get<StorageLayout>();

    /// <param name="options">Beside these two.</param>
    public static async Task<TestStorage> StartAsync(
        string? directory = null, string? connectionString = null, IReadOnlyDictionary<string, string?>? options = null)
    {
        var storage = new TestStorage(directory, connectionString, options);
        try
        {
            await storage.StartHostAsync();
            return storage;
        }
        catch
        {
            storage._host.Dispose();
            storage.DeleteDirectory();
            throw;
        }
    }

    public ClearsightDbContext OpenDatabase() => Get<IDbContextFactory<ClearsightDbContext>>().CreateDbContext();

    public T Get<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    /// <summary>Stops the host, lets <paramref name="meanwhile"/> do its harm, and starts another on the same directory.</summary>
    public async Task RestartAsync(Action<StorageLayout>? meanwhile = null)
    {
        var layout = Layout;
        await StopAsync();
        meanwhile?.Invoke(layout);
        _host = Build();
        await StartHostAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        DeleteDirectory();
    }

    private void DeleteDirectory()
    {
        if (_ownsDirectory && System.IO.Directory.Exists(Directory))
        {
            System.IO.Directory.Delete(Directory, recursive: true);
        }
    }

    private async Task StartHostAsync()
    {
        await _host.StartAsync(TestContext.Current.CancellationToken);
        _started = true;
    }

    private async Task StopAsync()
    {
        // A restart that was refused leaves a host that never started.
        if (_started)
        {
            await _host.StopAsync(CancellationToken.None);
        }

        _host.Dispose();
        _started = false;
    }

    private IHost Build()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Storage:Directory"] = Directory,
            ["ConnectionStrings:Clearsight"] = _connectionString,
        });
        builder.Configuration.AddInMemoryCollection(_options);
        builder.Services.AddSingleton<TimeProvider>(Time);
        builder.Services.AddStorage(builder.Configuration);
        return builder.Build();
    }
}
