using Clearsight.Learning.Data;

namespace Clearsight.Learning.Tests.Data;

public sealed class BatchSamplerTests
{
    private static readonly int[] Images = [.. Enumerable.Range(100, 23)];

    [Fact]
    public void An_epoch_takes_every_image_once()
    {
        var sampler = new BatchSampler(Images, 5, seed: 1);
        var batches = sampler.Batches(epoch: 1, start: 0).Select(batch => batch.ToArray()).ToArray();

        Assert.Equal(5, sampler.BatchesPerEpoch);
        Assert.Equal([5, 5, 5, 5, 3], batches.Select(batch => batch.Length));
        Assert.Equal(Images, batches.SelectMany(batch => batch).Order());
    }

    [Fact]
    public void Each_epoch_and_each_seed_has_an_order_of_its_own()
    {
        var order = Order(seed: 1, epoch: 1);

        Assert.Equal(order, Order(seed: 1, epoch: 1));
        Assert.NotEqual(order, Order(seed: 1, epoch: 2));
        Assert.NotEqual(order, Order(seed: 2, epoch: 1));
    }

    [Fact]
    public void An_epoch_can_go_on_in_its_middle()
    {
        var sampler = new BatchSampler(Images, 5, seed: 1);
        var rest = sampler.Batches(epoch: 3, start: 2).SelectMany(batch => batch);

        Assert.Equal(sampler.Batches(epoch: 3, start: 0).Skip(2).SelectMany(batch => batch), rest);
    }

    private static int[] Order(ulong seed, int epoch) => [.. new BatchSampler(Images, 5, seed).Batches(epoch, 0).SelectMany(batch => batch)];
}
