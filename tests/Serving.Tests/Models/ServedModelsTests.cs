using Clearsight.Domain;
using Clearsight.Serving.Models;

namespace Clearsight.Serving.Tests.Models;

public sealed class ServedModelsTests
{
    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, 1)]
    [InlineData("some-classifier:1", 1)]
    [InlineData("some-classifier:2", 2)]
    [InlineData("some-classifier", 3)]
    public async Task A_request_gets_the_model_that_it_names(string? named, int version)
    {
        await using var host = await ServingHost.StartWithModelsAsync();
        await UntrainedModel.RegisterClassifierAsync(host.Registry, seed: 3);
        await UntrainedModel.RegisterClassifierAsync(host.Registry, seed: 4);
        using var use = await host.Get<ServedModels>().EnterAsync(TaskKind.Classify, named, Cancellation);
        Assert.Equal(version, use.Model.Reference.Version);
    }

    [Fact]
    public async Task Models_that_cannot_answer_are_refused()
    {
        await using var host = await ServingHost.StartWithModelsAsync();
        var models = host.Get<ServedModels>();
        await Assert.ThrowsAsync<NotFoundException>(() => models.EnterAsync(TaskKind.Classify, "nobody", Cancellation));
        await Assert.ThrowsAsync<NotFoundException>(() => models.EnterAsync(TaskKind.Classify, "some-classifier:9", Cancellation));
        await Assert.ThrowsAsync<InvalidRequestException>(() => models.EnterAsync(TaskKind.Classify, "../etc", Cancellation));
        var problem = await Assert.ThrowsAsync<InvalidRequestException>(() => models.EnterAsync(TaskKind.Classify, "some-denoiser", Cancellation));
        Assert.Equal("model", Assert.Single(problem.Violations).Pointer);
    }

    [Fact]
    public async Task Naming_the_selected_model_loads_no_second_one()
    {
        await using var host = await ServingHost.StartWithModelsAsync();
        var models = host.Get<ServedModels>();
        using var selected = await models.EnterAsync(TaskKind.Classify, null, Cancellation);
        using var named = await models.EnterAsync(TaskKind.Classify, "some-classifier:1", Cancellation);
        Assert.Same(selected.Model, named.Model);
    }

    [Fact]
    public async Task The_cache_keeps_so_many_models_and_closes_the_others_once_they_are_left()
    {
        await using var host = await ServingHost.StartWithModelsAsync(("Inference:CachedModels", "1"));
        await UntrainedModel.RegisterClassifierAsync(host.Registry, seed: 3);
        await UntrainedModel.RegisterClassifierAsync(host.Registry, seed: 4);
        var models = host.Get<ServedModels>();

        var second = await models.EnterAsync(TaskKind.Classify, "some-classifier:2", Cancellation);
        using (var again = await models.EnterAsync(TaskKind.Classify, "some-classifier:2", Cancellation))
        {
            Assert.Same(second.Model, again.Model);
        }

        using var third = await models.EnterAsync(TaskKind.Classify, "some-classifier:3", Cancellation);
        second.Model.Classify(new float[28 * 28], new float[10], new float[10]);
        second.Dispose();
        Assert.Null(second.Model.TryEnter());
    }
}
