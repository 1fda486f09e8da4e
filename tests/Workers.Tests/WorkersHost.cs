using Clearsight.Domain.Datasets;
using Clearsight.Domain.Jobs;
using Clearsight.Domain.Models;
using Clearsight.Domain.Reports;
using Clearsight.Serving;
using Clearsight.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Clearsight.Workers.Tests;

/// <summary>A host that trains: real storage, real queue, real trainer, on small pictures.</summary>
internal sealed class WorkersHost : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly IHost _host;

    private WorkersHost(IHost host) => _host = host;

    public IJobStore Store => Get<IJobStore>();

    public IModelRegistry Models => Get<IModelRegistry>();

    public ISelectionStore Selections => Get<ISelectionStore>();

    public IJobQueue Queue => Get<IJobQueue>();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <param name="failing">The method of the job store that fails, if one is to.</param>
    /// <param name="failures">How often it fails, the first times.</param>
    /// <param name="options">Beside those of every test.</param>
    /// <param name="connectionString">A PostgreSQL database that hosts share; SQLite in the storage folder without one.</param>
    public static async Task<WorkersHost> StartAsync(
        string storageFolder, string role = "All", string? failing = null, string? connectionString = null, int failures = int.MaxValue,
        IReadOnlyDictionary<string, string?>? options = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Storage:Directory"] = storageFolder,
            ["Host:Role"] = role,
            ["Workers:Threads"] = "1",
            ["Workers:LeaseSeconds"] = "4",
            ["Workers:Retries"] = "1",
            ["Workers:RetrySeconds"] = "1",
            ["ConnectionStrings:Clearsight"] = connectionString,
        });
        builder.Configuration.AddInMemoryCollection(options ?? new Dictionary<string, string?>());
        builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning).AddSimpleConsole());
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddStorage(builder.Configuration);
        builder.Services.AddSingleton<IDatasetCatalog, SmallPictures>();
        builder.Services.AddServing(builder.Configuration);
        builder.Services.AddSingleton<IReportPictures, NamedPictures>();
        builder.Services.AddWorkers(builder.Configuration);
        if (failing is not null)
        {
            var store = builder.Services.Last(service => service.ServiceType == typeof(IJobStore));
            builder.Services.AddSingleton(provider => InterceptedStore.Wrap(
                (IJobStore)Create(provider, store),
                failing,
                () => failures-- > 0 ? Task.FromException(new IOException("The disk is gone.")) : Task.CompletedTask));
        }

        var host = builder.Build();
        await host.StartAsync(Token);
        return new WorkersHost(host);
    }

    private static object Create(IServiceProvider provider, ServiceDescriptor service) =>
        service.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, service.ImplementationType!);

    public T Get<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    /// <summary>Row first, queue entry second, as a request does it.</summary>
    public async Task<TrainingJob> SendAsync(TrainingJob job)
    {
        await Store.AddAsync(job, Token);
        await Queue.EnqueueAsync(job);
        return job;
    }

    public async Task<TrainingJob> RunAsync(TrainingJob job)
    {
        await SendAsync(job);
        return await WaitAsync(job.Id, row => row.Status.IsFinished());
    }

    public async Task<TrainingJob> WaitAsync(string jobId, Func<TrainingJob, bool> condition)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var change = Store.WaitForChangeAsync(jobId, TimeSpan.FromSeconds(1), Token);
            var job = (await Store.FindAsync(jobId, Token))!;
            if (condition(job))
            {
                return job;
            }

            // A job that went another way, or hangs, fails the test with what it has to tell.
            if (job.Status.IsFinished() || TimeProvider.System.GetElapsedTime(start) > Patience)
            {
                Assert.Fail($"The job is {job.Status}: {job.Problem}\n{await LogAsync(jobId)}");
            }

            await change;
        }
    }

    public async Task<string> DigestAsync(TrainingJob job) => (await Models.FindAsync(job.Model!, Token))!.Digest;

    /// <summary>The job's log as one text.</summary>
    public async Task<string> LogAsync(string jobId) =>
        string.Join('\n', (await Store.LogAsync(jobId, 0, 1_000, Token)).Select(line => $"{line.Level}: {line.Message}"));

    public Task StopAsync() => _host.StopAsync(Token);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        await ((IAsyncDisposable)_host).DisposeAsync();
    }
}
