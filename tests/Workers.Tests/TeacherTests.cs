using Clearsight.Domain.Jobs;
using Clearsight.Domain.Models;

namespace Clearsight.Workers.Tests;

public sealed class TeacherTests : WorkersTest
{
    [Fact]
    public async Task A_job_learns_from_its_teacher_and_fails_when_that_is_gone()
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

        await host.Models.DeleteAsync(new ModelReference("student", 1), Token);
        var orphan = await host.RunAsync(taught with
        {
            Id = Guid.CreateVersion7().ToString("N"),
            Hyperparameters = taught.Hyperparameters with { Teacher = "student:1" },
        });
        Assert.Equal((JobStatus.Failed, "The teacher student:1 no longer exists."), (orphan.Status, orphan.Problem));
    }
}
