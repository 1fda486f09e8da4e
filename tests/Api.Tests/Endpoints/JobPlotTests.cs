using System.Net;
using Clearsight.Api.Tests.Jobs;
using Clearsight.Api.Tests.Plots;
using Clearsight.Domain.Jobs;
using Clearsight.Domain.Metrics;

namespace Clearsight.Api.Tests.Endpoints;

public sealed class JobPlotTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_curve_of_a_running_job_grows_with_its_epochs()
    {
        await using var host = new JobsHost();
        var id = await host.CreateAsync();
        await host.StartAsync(id);
        var path = $"/jobs/{id}/plots/loss.svg";
        var before = await JobsHost.ProblemAsync(await host.Client.GetAsync(path, Token), HttpStatusCode.Conflict);
        Assert.Contains("its first epoch is not over", before.Detail, StringComparison.Ordinal);

        await EpochAsync(host, id, 1, 0.5);
        var one = await host.Client.GetAsync(path, Token);
        await EpochAsync(host, id, 2, 0.4);
        var two = await host.Client.GetAsync(path, Token);

        Assert.Contains("best epoch: 1 (0.5000)", await one.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.Contains("best epoch: 2 (0.4000)", await two.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.Contains("nats a pixel", await two.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.NotEqual(one.Headers.ETag, two.Headers.ETag);
    }

    [Fact]
    public async Task A_denoiser_has_no_accuracy()
    {
        await using var host = new JobsHost();
        var id = await host.CreateAsync();

        var problem = await JobsHost.ProblemAsync(await host.Client.GetAsync($"/jobs/{id}/plots/accuracy.png", Token), HttpStatusCode.NotFound);

        Assert.Equal($"There is no plot 'accuracy' of job {id}, which is to denoise; there are: loss.", problem.Detail);
    }

    [Fact]
    public async Task A_report_names_its_parts_which_have_curves()
    {
        await using var host = new JobsHost(("Models:Directory", "none"));
        var id = await host.CreateAsync("""{ "recipe": "report", "dataset": "glyphs" }""");

        var problem = await JobsHost.ProblemAsync(await host.Client.GetAsync($"/jobs/{id}/plots/loss.svg", Token), HttpStatusCode.NotFound);

        Assert.All((await host.Store.FindAsync(id, Token))!.Parts, part => Assert.Contains(part, problem.Detail, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_version_of_before_curves_were_kept_has_those_of_its_job()
    {
        await using var host = new JobsHost();
        var id = await host.CreateAsync();
        await host.StartAsync(id);
        await EpochAsync(host, id, 1, 0.5);
        await host.RegisterAsync("old-denoiser", jobId: id);

        var answer = await host.Client.GetAsync("/models/old-denoiser/versions/1/plots/loss.svg", Token);

        Assert.Contains("best epoch: 1 (0.5000)", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    private static async Task EpochAsync(JobsHost host, string id, int epoch, double loss)
    {
        await host.Store.AppendMetricsAsync(id, 1, [SampleFigures.Point(MetricKeys.TrainLoss, epoch, loss), SampleFigures.Point(MetricKeys.ValidationLoss, epoch, loss)], Token);
        await host.UpdateAsync(id, job => job with { Best = new BestEpoch(epoch, MetricKeys.ValidationLoss, loss) });
    }
}
