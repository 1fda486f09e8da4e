using System.Net.Http.Json;
using System.Text.Json;
using Clearsight.Domain;
using Clearsight.Domain.Jobs;
using Clearsight.Domain.Metrics;
using Clearsight.Domain.Recipes;
using Clearsight.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Clearsight.Benchmarks.Jobs;

/// <summary>Fills the table of metrics and asks for those of one job.</summary>
internal sealed class MetricsVisit(Place place, JobsOptions options, TimeProvider time, Action<FormattableString> tell)
{
    private const int Questions = 200;
    private const int Epochs = 125;
    private static readonly string[] Keys =
        ["train/loss", "train/accuracy", "validation/loss", "validation/accuracy", "validation/psnr", "learningRate", "imagesPerSecond", "gradientNorm"];

    private static int PerJob => Epochs * Keys.Length;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var jobs = await FillAsync(options.Metrics / PerJob, cancellationToken);
        if (jobs.Count == 0)
        {
            return;
        }

        var (host, took) = await place.StartAsync("Api", cancellationToken);
        using (host)
        {
            tell($"start, role Api, {jobs.Count * PerJob} rows of metrics: {took.TotalSeconds:0.00} s");
            using var http = new HttpClient { BaseAddress = host.Address };
            foreach (var query in new[] { "", "?key=validation/loss" })
            {
                var latencies = new Latencies();
                for (var question = 0; question < Questions; question++)
                {
                    var address = new Uri($"/jobs/{jobs[question * 7919 % jobs.Count]}/metrics{query}", UriKind.Relative);
                    await latencies.MeasureAsync(() => http.GetFromJsonAsync<JsonElement>(address, cancellationToken));
                }

                tell($"GET /jobs/{{id}}/metrics{query} ({(query.Length == 0 ? PerJob : Epochs)} points): {latencies}");
            }
        }
    }

    /// <summary>Through the store, as workers write them.</summary>
    private async Task<IReadOnlyList<string>> FillAsync(int count, CancellationToken cancellationToken)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Storage:Directory"] = place.StorageFolder,
            ["ConnectionStrings:Clearsight"] = place.ConnectionString,
        });
        builder.Services.AddSingleton(time);
        builder.Services.AddStorage(builder.Configuration);
        using var host = builder.Build();
        await host.StartAsync(cancellationToken);
        var store = host.Services.GetRequiredService<IJobStore>();
        var jobs = new List<string>();
        while (jobs.Count < count)
        {
            var job = Job();
            await store.AddAsync(job, cancellationToken);
            job = await store.UpdateAsync(job.Id, row => row.Start("benchmark/1", time.GetUtcNow()), null, cancellationToken);
            await store.AppendMetricsAsync(job.Id, job.Attempt, [.. Points()], cancellationToken);
            await store.UpdateAsync(job.Id, row => row.Fail("It was a benchmark.", time.GetUtcNow()), null, cancellationToken);
            jobs.Add(job.Id);
        }

        await host.StopAsync(cancellationToken);
        return jobs;
    }

    private IEnumerable<Metric> Points() =>
        from epoch in Enumerable.Range(1, Epochs) from key in Keys select new Metric(key, epoch, epoch * 100, 1.0 / epoch, time.GetUtcNow());

    private TrainingJob Job() => new()
    {
        Id = TrainingJob.NewId(time.GetUtcNow()),
        Recipe = "fashion-classifier",
        Task = TaskKind.Classify,
        Network = NetworkIds.FashionCnn,
        Dataset = "glyphs",
        Hyperparameters = new Hyperparameters(),
        ModelName = "benchmark",
        CreatedAt = time.GetUtcNow(),
    };
}
