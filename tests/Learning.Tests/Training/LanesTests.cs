using System.Runtime.InteropServices;
using Clearsight.Domain;
using Clearsight.Learning.Native;
using Clearsight.Learning.Training;
using static TorchSharp.torch;

namespace Clearsight.Learning.Tests.Training;

public sealed class LanesTests : IDisposable
{
    private readonly RightOfWay _requests = new();

    public void Dispose() => _requests.Dispose();

    [Fact]
    public void Every_lane_works_on_a_thread_of_its_own_each_time()
    {
        using var lanes = new Lanes(3, _requests);
        var threads = new int[2][];
        for (var round = 0; round < 2; round++)
        {
            var used = threads[round] = new int[3];
            lanes.Run(lane => used[lane] = Environment.CurrentManagedThreadId);
        }

        Assert.DoesNotContain(Environment.CurrentManagedThreadId, threads[0]);
        Assert.Equal(3, threads[0].Distinct().Count());
        Assert.Equal(threads[0], threads[1]);
    }

    [Fact]
    public void What_a_lane_throws_reaches_the_caller_and_the_lanes_go_on()
    {
        using var lanes = new Lanes(2, _requests);
        var problem = Assert.Throws<TrainingFailedException>(() => lanes.Run(lane =>
        {
            if (lane == 1)
            {
                throw new TrainingFailedException("lane one");
            }
        }));
        var worked = 0;
        lanes.Run(_ => Interlocked.Increment(ref worked));

        Assert.Equal("lane one", problem.Message);
        Assert.Equal(2, worked);
    }

    [Fact]
    public void A_piece_waits_for_a_request_but_not_for_ever()
    {
        using var lanes = new Lanes(1, _requests);
        _requests.Enter();
        var computed = 0;
        lanes.Run(_ => computed = lanes.Compute("test", 1, () => 1));
        Assert.Equal(1, computed);

        _requests.Leave();
        lanes.Run(_ => computed = lanes.Compute("test", 1, () => 2));
        Assert.Equal(2, computed);
    }

    /// <summary>Without the care that Compute takes, this ends the process within seconds (docs/lab-log.md).</summary>
    [Fact]
    public void Gradients_of_new_shapes_are_computed_side_by_side()
    {
        Libtorch.Prepare();
        using var lanes = new Lanes(2, _requests);
        var shapes = new RandomStream(1, "shapes");
        for (var shape = 0; shape < 60; shape++)
        {
            var (count, side) = (1 + shapes.Below(40), 3 + shapes.Below(12));
            var (inputs, outputs) = (16 * (1 + shapes.Below(4)), 16 * (1 + shapes.Below(8)));
            using var scope = NewDisposeScope();
            var images = ones(count, side, side, inputs).permute(0, 3, 1, 2);
            var weights = rand(outputs, 3, 3, inputs).permute(0, 3, 1, 2);
            var results = new List<float[]>[] { [], [] };
            for (var round = 0; round < 3; round++)
            {
                lanes.Run(lane => results[lane].Add(lanes.Compute($"{inputs}/{outputs}/{side}", count, () => Gradient(images, weights))));
            }

            Assert.All(results[0].Concat(results[1]), result => Assert.Equal(results[0][0], result));
        }
    }

    private static float[] Gradient(Tensor images, Tensor weights)
    {
        using var scope = NewDisposeScope();
        var input = images.detach().requires_grad_(true);
        var output = nn.functional.conv2d(input, weights, padding: [1, 1]);
        var gradient = autograd.grad([output], [input], [output.detach()])[0];
        return MemoryMarshal.Cast<byte, float>(gradient.contiguous().bytes).ToArray();
    }
}
