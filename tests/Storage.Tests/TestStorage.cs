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

/// <summary>A host with nothing but the storage, on a real SQLite file in a folder of its own, with a clock that stands.</summary>
internal sealed class TestStorage : IAsyncDisposable
{
    private readonly bool _ownsDirectory;
    private IHost _host;

    private TestStorage(string directory, bool ownsDirectory, FakeTimeProvider time)
    {
        Directory = directory;
        Time = time;
        _ownsDirectory = ownsDirectory;
        _host = Build(directory, time);
    }

    public string Directory { get; }

    public FakeTimeProvider Time { get; }

    public IJobStore Jobs => Get<IJobStore>();

    public IModelRegistry Models => Get<IModelRegistry>();

    public ISelectionStore Selections => Get<ISelectionStore>();

    public IdempotencyStore Idempotency => Get<IdempotencyStore>();

    public TrainingSpeeds Speeds => Get<TrainingSpeeds>();

    public StorageLayout Layout => Get<StorageLayout>();

    public static async Task<TestStorage> StartAsync(string? directory = null)
    {
        var storage = new TestStorage(
            directory ?? Path.Combine(Path.GetTempPath(), $"clearsight-storage-{Guid.NewGuid():N}"),
            ownsDirectory: directory is null,
            new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero)));
        try
        {
            await storage._host.StartAsync(TestContext.Current.CancellationToken);
            return storage;
        }
        catch
        {
            await storage.DisposeAsync();
            throw;
        }
    }

    public ClearsightDbContext OpenDatabase() => Get<IDbContextFactory<ClearsightDbContext>>().CreateDbContext();

    /// <summary>Stops the host, lets <paramref name="meanwhile"/> do its harm, and starts another on the same directory.</summary>
    public async Task RestartAsync(Action? meanwhile = null)
    {
        await StopAsync();
        meanwhile?.Invoke();
        _host = Build(Directory, Time);
        await _host.StartAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (_ownsDirectory && System.IO.Directory.Exists(Directory))
        {
            System.IO.Directory.Delete(Directory, recursive: true);
        }
    }

    private async Task StopAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
    }

    private T Get<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    private static IHost Build(string directory, TimeProvider time)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Storage:Directory"] = directory });
        builder.Services.AddSingleton(time);
        builder.Services.AddStorage(builder.Configuration);
        return builder.Build();
    }
}
