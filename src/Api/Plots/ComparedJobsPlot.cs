using Clearsight.Domain.Jobs;
using Clearsight.Domain.Metrics;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace Clearsight.Api.Plots;

/// <summary>One metric of several trainings, epoch by epoch, over each other.</summary>
internal static class ComparedJobsPlot
{
    private const int FewEpochs = 30;

    /// <param name="key">One of <see cref="MetricKeys"/>.</param>
    public static Figure Draw(string key, IReadOnlyList<(TrainingJob Job, IReadOnlyList<Metric> Points)> trainings, Theme theme)
    {
        var figure = new Figure(theme, $"{key} by epoch");
        foreach (var (place, (job, points)) in trainings.Index())
        {
            var line = figure.Line(points.OrderBy(point => point.Epoch).Select(point => ((double)point.Epoch, (double?)point.Value)), place, NameOf(job));
            line.MarkerSize = points.Count <= FewEpochs ? 5 : 0;
        }

        figure.Label(figure.Plot.Axes.Bottom, "Epoch");
        figure.Label(figure.Plot.Axes.Left, key);
        figure.Plot.Axes.Bottom.TickGenerator = new NumericAutomatic { IntegerTicksOnly = true };
        figure.ShowLegend(Alignment.UpperRight);
        return figure;
    }

    /// <summary>The recipe, and the end of the id: its beginning is the time, which jobs of one day share.</summary>
    public static string NameOf(TrainingJob job) => $"{job.Recipe} …{job.Id[^6..]}";
}
