namespace Clearsight.Domain.Tests;

public sealed class TaskKindTests
{
    [Fact]
    public void Every_task_is_read_back_from_its_name()
    {
        Assert.Equal(Enum.GetValues<TaskKind>(), TaskKinds.All);
        Assert.Equal(["denoise", "classify"], TaskKinds.All.Select(task => task.ToName()));
        Assert.All(TaskKinds.All, task =>
        {
            Assert.True(TaskKinds.TryParse(task.ToName(), out var parsed));
            Assert.Equal(task, parsed);
        });
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Denoise")]
    [InlineData("classify ")]
    public void Any_other_name_is_no_task(string? name)
    {
        Assert.False(TaskKinds.TryParse(name, out _));
    }
}
