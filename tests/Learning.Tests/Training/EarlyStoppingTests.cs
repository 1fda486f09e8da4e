using Clearsight.Domain.Jobs;
using Clearsight.Learning.Training;

namespace Clearsight.Learning.Tests.Training;

public sealed class EarlyStoppingTests
{
    [Fact]
    public void The_first_of_equally_good_epochs_is_the_best()
    {
        BestEpoch? best = null;
        foreach (var (loss, index) in new[] { 0.5, 0.3, 0.3, 0.4 }.Select((loss, index) => (loss, index)))
        {
            best = EarlyStopping.Better(best, index + 1, loss);
        }

        Assert.Equal(new BestEpoch(2, "validation/loss", 0.3), best);
    }

    [Theory]
    [InlineData(3, 4, false)]
    [InlineData(3, 5, true)]
    [InlineData(0, 1_000, false)]
    public void It_is_due_after_as_many_epochs_without_a_better_one_as_there_is_patience(int patience, int epoch, bool due) =>
        Assert.Equal(due, new EarlyStopping(patience).IsDue(new BestEpoch(2, "validation/loss", 0.3), epoch));
}
