using Clearsight.Learning.Training;
using Microsoft.Extensions.Time.Testing;

namespace Clearsight.Learning.Tests.Training;

public sealed class ProgressMeterTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Speed_and_time_to_the_end_come_from_the_last_seconds()
    {
        var meter = new ProgressMeter(_time, epochs: 2, batchesPerEpoch: 100);
        meter.Restart(step: 0);
        // Ten slow steps, which the window has forgotten after forty fast ones.
        Take(meter, first: 1, count: 10, TimeSpan.FromSeconds(1));
        Take(meter, first: 11, count: 40, TimeSpan.FromSeconds(0.25));
        meter.EvaluationTook(TimeSpan.FromSeconds(3));
        var progress = meter.Progress(epoch: 1, step: 50);

        Assert.Equal(32 / 0.25, progress.ImagesPerSecond!.Value, 1e-6);
        Assert.Equal((150 * 0.25) + (2 * 3), progress.EtaSeconds!.Value, 1e-6);
        Assert.Equal(0.25, progress.Fraction);
    }

    [Fact]
    public void Nothing_is_said_of_a_speed_before_the_first_step()
    {
        var meter = new ProgressMeter(_time, epochs: 1, batchesPerEpoch: 10);
        meter.Restart(step: 4);
        var progress = meter.Progress(epoch: 1, step: 4);

        Assert.Null(progress.ImagesPerSecond);
        Assert.Null(progress.EtaSeconds);
    }

    [Fact]
    public void A_report_is_due_four_times_a_second()
    {
        var meter = new ProgressMeter(_time, epochs: 1, batchesPerEpoch: 1_000);
        meter.Restart(step: 0);

        Assert.Equal(41, Take(meter, first: 1, count: 1_001, TimeSpan.FromMilliseconds(10)));
    }

    private int Take(ProgressMeter meter, int first, int count, TimeSpan each)
    {
        var reports = 0;
        for (var step = first; step < first + count; step++)
        {
            _time.Advance(each);
            reports += meter.Count(step, images: 32) ? 1 : 0;
        }

        return reports;
    }
}
