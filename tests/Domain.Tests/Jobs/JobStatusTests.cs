using Clearsight.Domain.Jobs;

namespace Clearsight.Domain.Tests.Jobs;

public sealed class JobStatusTests
{
    /// <summary>Row: from; column: to; both in the order of the enum. x where the step is allowed.</summary>
    private static readonly Dictionary<JobStatus, string> Law = new()
    {
        //                      qrpcsfk: queued, running, paused, canceling, succeeded, failed, canceled
        [JobStatus.Queued] = /*    */ ".xx..xx",
        [JobStatus.Running] = /*   */ "x.xxxx.",
        [JobStatus.Paused] = /*    */ "x.....x",
        [JobStatus.Canceling] = /* */ "....xxx",
        [JobStatus.Succeeded] = /* */ ".......",
        [JobStatus.Failed] = /*    */ "x......",
        [JobStatus.Canceled] = /*  */ "x......",
    };

    public static TheoryData<JobStatus, JobStatus> EveryPair =>
        [.. from one in Enum.GetValues<JobStatus>() from other in Enum.GetValues<JobStatus>() select (one, other)];

    [Theory]
    [MemberData(nameof(EveryPair))]
    public void A_status_follows_another_only_where_the_law_says_so(JobStatus from, JobStatus to)
    {
        Assert.Equal(Law[from][(int)to] == 'x', from.CanBecome(to));
    }

    [Fact]
    public void Every_status_can_be_reached_from_queued()
    {
        HashSet<JobStatus> reached = [JobStatus.Queued];
        while (Enum.GetValues<JobStatus>().FirstOrDefault(to => !reached.Contains(to) && reached.Any(from => from.CanBecome(to))) is var next
            && reached.Add(next))
        {
        }

        Assert.Equal(Enum.GetValues<JobStatus>(), reached.Order());
    }

    [Fact]
    public void A_finished_job_is_held_by_no_worker_and_the_other_way_round()
    {
        Assert.Equal([JobStatus.Succeeded, JobStatus.Failed, JobStatus.Canceled], Enum.GetValues<JobStatus>().Where(status => status.IsFinished()));
        Assert.Equal([JobStatus.Running, JobStatus.Canceling], Enum.GetValues<JobStatus>().Where(status => status.IsHeld()));
    }

    [Fact]
    public void Names_on_the_wire_are_the_contracts()
    {
        Assert.Equal(
            ["queued", "running", "paused", "canceling", "succeeded", "failed", "canceled"],
            Enum.GetValues<JobStatus>().Select(status => status.ToName()));
    }
}
