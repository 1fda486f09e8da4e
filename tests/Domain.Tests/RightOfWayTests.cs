namespace Clearsight.Domain.Tests;

public sealed class RightOfWayTests
{
    [Fact]
    public void The_way_is_free_when_the_last_request_has_left()
    {
        using var rightOfWay = new RightOfWay();
        Assert.True(rightOfWay.IsFree);
        rightOfWay.Enter();
        rightOfWay.Enter();
        rightOfWay.Leave();
        Assert.False(rightOfWay.IsFree);
        rightOfWay.Leave();
        Assert.True(rightOfWay.IsFree);
    }

    [Fact]
    public void Requests_from_many_threads_leave_it_free()
    {
        using var rightOfWay = new RightOfWay();
        Parallel.For(0, 100, _ =>
        {
            rightOfWay.Enter();
            rightOfWay.Yield();
            rightOfWay.Leave();
        });
        Assert.True(rightOfWay.IsFree);
    }

    [Fact]
    public void Requests_without_end_do_not_stop_a_training()
    {
        using var rightOfWay = new RightOfWay();
        rightOfWay.Enter();
        for (var piece = 0; piece < 5; piece++)
        {
            rightOfWay.Yield();
        }

        rightOfWay.Leave();
    }
}
