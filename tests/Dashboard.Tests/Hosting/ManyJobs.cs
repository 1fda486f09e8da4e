using System.Net.Http.Json;
using System.Text.Json;
using Clearsight.Domain.Jobs;
using Clearsight.Domain.Metrics;
using Clearsight.Domain.Models;
using Clearsight.Domain.Recipes;

namespace Clearsight.Dashboard.Tests.Hosting;

/// <summary>A host that trains nothing and has ten thousand jobs that are over, and some of every other kind. Tests only look at it, or add to it.</summary>
public sealed class ManyJobs(Chromium chromium) : DashboardFixture(chromium)
{
    public const int Count = 10_000;

    /// <summary>Every so manieth is by another recipe than the rest.</summary>
    public const int Rare = 200;

    private static readonly DateTimeOffset Start = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    private readonly Dictionary<string, string> _named = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A path with the ids of jobs instead of their names: running, succeeded, other, failed, report.</summary>
    public string Resolve(string path) => _named.Aggregate(path, (resolved, job) => resolved.Replace($"{{{job.Key}}}", job.Value, StringComparison.Ordinal));

    public override async ValueTask InitializeAsync()
    {
        Dashboard.Host["Host:Role"] = "Api";
        _ = Dashboard.Address;
        var store = Dashboard.Host.Get<IJobStore>();
        await store.AddAsync([.. Enumerable.Range(0, Count).Select(Over)], Token);
        await NameAsync(store, "failed", Job("mnist-denoiser", Count), epochs: 3, job => job.Fail("The loss is no longer a finite number in epoch 4, after 90 steps; a smaller learning rate may help.", Start));
        await NameAsync(store, "other", Job("fashion-classifier", Count + 1), epochs: 8, job => job.Succeed(new ModelReference("fashion-classifier", 1), stoppedEarly: false, Start));
        await NameAsync(store, "succeeded", Job("fashion-classifier", Count + 2), epochs: 8, job => job.Succeed(new ModelReference("fashion-classifier", 1), stoppedEarly: true, Start));
        await NameAsync(store, "running", Job("fashion-classifier", Count + 3), epochs: 4, job => job.Report(new JobProgress(5, 8, 2_400, 4_224, 61, 4_321, 0.31, 0.885)));
        await AddReportAsync(store);
    }

    private async Task AddReportAsync(IJobStore store)
    {
        var answer = await Dashboard.Host.Client.PostAsJsonAsync("/jobs", new { recipe = ReportRecipe.Id, dataset = "glyphs" }, Token);
        answer.EnsureSuccessStatusCode();
        var report = await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
        _named["report"] = report.GetProperty("id").GetString()!;
        var first = report.GetProperty("parts")[0].GetString()!;
        await store.UpdateAsync(first, job => job.Start("test", Start), null, Token);
        await store.UpdateAsync(first, job => job.Report(new JobProgress(2, 200, 40, 5_000, 300, 6_000, 0.2)), 1, Token);
    }

    /// <summary>Runs a job as a worker would, for so many epochs.</summary>
    private async Task NameAsync(IJobStore store, string name, TrainingJob job, int epochs, Func<TrainingJob, TrainingJob> end)
    {
        _named[name] = job.Id;
        await store.AddAsync(job, Token);
        await store.UpdateAsync(job.Id, added => added.Start("test", job.CreatedAt), null, Token);
        await store.AppendMetricsAsync(job.Id, 1, [.. Enumerable.Range(1, epochs).SelectMany(epoch => Points(job, epoch))], Token);
        await store.AppendLogAsync(job.Id, "information", $"Epoch {epochs} of 8: validation loss 0.24000, 4321 images/s.", Token);
        await store.UpdateAsync(job.Id, ran => end(ran.Improve(new BestEpoch(epochs - 1, MetricKeys.ValidationLoss, Loss(epochs - 1)))), 1, Token);
    }

    private static TrainingJob Over(int number) => Job(number % Rare == 0 ? "fashion-classifier" : "mnist-denoiser", number) with
    {
        Status = number % 3 == 0 ? JobStatus.Failed : JobStatus.Canceled,
        Problem = number % 3 == 0 ? "The loss is no longer a finite number." : null,
        Attempt = 1,
        StartedAt = Start,
        FinishedAt = Start.AddMinutes(number),
        Tags = number % 2_500 == 0 ? new Dictionary<string, string> { ["when"] = "12:30" } : new Dictionary<string, string>(),
    };

    private static TrainingJob Job(string recipeId, int number)
    {
        var recipe = RecipeCatalog.Find(recipeId)!;
        var at = Start.AddMinutes(number);
        return new TrainingJob
        {
            Id = TrainingJob.NewId(at),
            Recipe = recipe.Id,
            Task = recipe.Task,
            Network = recipe.Network,
            Dataset = "glyphs",
            Hyperparameters = recipe.Defaults,
            ModelName = recipe.ModelName,
            CreatedAt = at,
        };
    }

    private static double Loss(int epoch) => 0.25 + (0.5 / epoch) + (0.01 * epoch);

    private static IEnumerable<Metric> Points(TrainingJob job, int epoch) =>
    [
        new(MetricKeys.TrainLoss, epoch, epoch * 528, 0.15 + (0.6 / epoch), job.CreatedAt),
        new(MetricKeys.ValidationLoss, epoch, epoch * 528, Loss(epoch), job.CreatedAt),
        new(MetricKeys.TrainAccuracy, epoch, epoch * 528, 0.95 - (0.3 / epoch), job.CreatedAt),
        new(MetricKeys.ValidationAccuracy, epoch, epoch * 528, 0.92 - (0.2 / epoch), job.CreatedAt),
        new(MetricKeys.LearningRate, epoch, epoch * 528, 0.005, job.CreatedAt),
        new(MetricKeys.ImagesPerSecond, epoch, epoch * 528, 4_321, job.CreatedAt),
    ];
}

/// <summary>The tests that share it, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class WithManyJobs : ICollectionFixture<ManyJobs>
{
    public const string Name = "With many jobs";
}
