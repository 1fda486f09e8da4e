using Clearsight.Domain;
using Clearsight.Domain.Models;
using Clearsight.Serving.Inference;
using Clearsight.Serving.Models;
using Clearsight.Serving.Tests.Drawn;

namespace Clearsight.Serving.Tests.Models;

public sealed class SelectionFollowerTests
{
    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_a_selection_the_caller_hears_how_to_make_one()
    {
        await using var host = await ServingHost.StartAsync();
        var problem = Assert.Throws<UnavailableException>(() => host.Get<SelectedModels>().Enter(TaskKind.Classify));
        Assert.Contains("PUT /selection/classify", problem.Message, StringComparison.Ordinal);
        Assert.Contains("POST /jobs", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_selected_serves_after_a_restart()
    {
        await using var host = await ServingHost.StartWithModelsAsync();
        await host.RestartAsync();
        Assert.Equal(new ModelReference(UntrainedModel.Denoiser, 1), host.Serving(TaskKind.Denoise));
        Assert.Equal(new ModelReference(UntrainedModel.Classifier, 1), host.Serving(TaskKind.Classify));
    }

    [Fact]
    public async Task A_selection_switches_and_a_rollback_switches_back()
    {
        await using var host = await ServingHost.StartWithModelsAsync();
        await host.SelectAsync(await UntrainedModel.RegisterClassifierAsync(host.Registry, seed: 3));
        Assert.Equal(2, host.Serving(TaskKind.Classify)?.Version);
        await host.Get<ISelectionStore>().RollbackAsync(TaskKind.Classify, agreed: null, Cancellation);
        await host.Get<SelectionFollower>().CatchUpAsync(Cancellation);
        Assert.Equal(1, host.Serving(TaskKind.Classify)?.Version);
    }

    [Fact]
    public async Task A_request_in_flight_finishes_on_the_model_it_started_with()
    {
        await using var host = await ServingHost.StartWithModelsAsync();
        var use = host.Get<SelectedModels>().Enter(TaskKind.Classify);
        await host.SelectAsync(await UntrainedModel.RegisterClassifierAsync(host.Registry, seed: 3));

        var answer = new float[10];
        use.Model.Classify(new float[28 * 28], answer, new float[10]);
        Assert.Equal(1, use.Model.Reference.Version);
        Assert.Equal(1, answer.Sum(), 1e-5);

        use.Dispose();
        Assert.Null(use.Model.TryEnter());
    }

    [Fact]
    public async Task Switching_under_load_drops_no_request()
    {
        await using var host = await ServingHost.StartWithModelsAsync();
        var versions = new[]
        {
            await host.Registry.FindAsync(new ModelReference(UntrainedModel.Classifier, 1), Cancellation),
            await UntrainedModel.RegisterClassifierAsync(host.Registry, seed: 3),
        };
        using var drawn = Drawing.Ring(28, 28);
        var image = Drawing.Encode(drawn, "png");
        var seen = new System.Collections.Concurrent.ConcurrentDictionary<int, byte>();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var clients = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
            {
                var answer = await host.Get<Classifier>().ClassifyAsync(image, new ClassifyRequest(), Cancellation);
                seen.TryAdd(answer.Model.Version, 0);
            }
        }, Cancellation)).ToArray();
        for (var change = 1; change <= 20; change++)
        {
            await host.SelectAsync(versions[change % 2]!);
        }

        await enough.CancelAsync();
        await Task.WhenAll(clients);
        Assert.Equal([1, 2], seen.Keys.Order());
    }

    [Fact]
    public async Task A_model_that_cannot_be_loaded_leaves_the_one_before_in_its_place()
    {
        await using var host = await ServingHost.StartWithModelsAsync();
        var broken = await UntrainedModel.RegisterClassifierAsync(host.Registry, seed: 3);
        var path = await host.Registry.PathOfAsync(broken, ModelFiles.Onnx, Cancellation);
        File.SetAttributes(path, FileAttributes.Normal);
        await File.WriteAllBytesAsync(path, [1, 2, 3], Cancellation);
        await host.SelectAsync(broken);
        Assert.Equal(1, host.Serving(TaskKind.Classify)?.Version);

        // And the host goes on to follow.
        await host.SelectAsync(await UntrainedModel.RegisterClassifierAsync(host.Registry, seed: 4));
        Assert.Equal(3, host.Serving(TaskKind.Classify)?.Version);
    }
}
