using Clearsight.Learning.Native;
using static TorchSharp.torch;

namespace Clearsight.Learning.Tests.Native;

public sealed class NumbersTests
{
    /// <summary>What TorchSharp does by itself goes wrong here within a second or two: a wrong sum, or an error of libtorch.</summary>
    [Fact]
    public async Task A_garbage_collection_takes_no_number_from_an_operation_that_runs()
    {
        using var done = new CancellationTokenSource();
        var collector = Task.Run(() => Collect(done.Token), TestContext.Current.CancellationToken);
        var workers = Enumerable.Range(0, 2).Select(_ => Task.Run(() => AddUp(200_000), TestContext.Current.CancellationToken)).ToArray();
        var wrong = await Task.WhenAll(workers);
        await done.CancelAsync();
        await collector;

        Assert.Equal([0, 0], wrong);
    }

    private static int AddUp(int times)
    {
        using var one = ones(8);
        var wrong = 0;
        for (var time = 0; time < times; time++)
        {
            using var scope = NewDisposeScope();
            var sum = Numbers.With(3, one.Plus(one).Plus(0.25).mul);
            sum.Accumulate(one, 0.5);
            wrong += sum.data<float>()[7].Equals(7.25f) ? 0 : 1;
        }

        return wrong;
    }

    private static void Collect(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            GC.Collect(0);
            GC.WaitForPendingFinalizers();
        }
    }
}
