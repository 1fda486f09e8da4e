using Clearsight.Domain.Jobs;
using Clearsight.Domain.Models;

namespace Clearsight.Workers.Tests;

public sealed class TeacherTests : WorkersTest
{
    [Fact]
    public async Task A_job_learns_from_its_teacher()
    {
        await using var host = await StartAsync();
        var taught = TestJobs.Classifier() with { ModelName = "student", Select = SelectionRule.Never };
        taught = taught with { Hyperparameters = taught.Hyperparameters with { Teacher = "bars:1" } };
        var teacher = await host.RunAsync(TestJobs.Classifier());

        var ended = await host.RunAsync(taught);
        Assert.Equal((JobStatus.Succeeded, null), (ended.Status, ended.Problem));
        Assert.Contains("the teacher bars:1", await host.LogAsync(ended.Id), StringComparison.Ordinal);
        // The same training without a teacher is the teacher's own.
        Assert.NotEqual(await host.DigestAsync(teacher), await host.DigestAsync(ended));
    }

    [Fact]
    public async Task A_job_that_is_retried_after_its_teacher_was_deleted_fails_and_says_so()
    {
        await using var host = await StartAsync();
        var taught = TestJobs.Classifier() with { Select = SelectionRule.Never };
        await host.RunAsync(taught with { Id = Guid.CreateVersion7().ToString("N") });
        taught = taught with { Hyperparameters = taught.Hyperparameters with { Teacher = "bars:1" } };
        await host.Store.AddAsync(taught, Token);
        await host.Store.UpdateAsync(taught.Id, job => job.RequestCancel(TimeProvider.System.GetUtcNow()), null, Token);
        await host.Models.DeleteAsync(new ModelReference("bars", 1), Token);

        await host.Store.UpdateAsync(taught.Id, job => job.Retry(), null, Token);
        await host.Queue.EnqueueAsync(taught);
        var ended = await host.WaitAsync(taught.Id, job => job.Status.IsFinished());

        Assert.Equal((JobStatus.Failed, "The teacher bars:1 no longer exists."), (ended.Status, ended.Problem));
    }
}
