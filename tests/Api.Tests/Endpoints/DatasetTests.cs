using System.Net.Http.Json;
using Clearsight.Api.Contracts;
using Clearsight.Api.Tests.Problems;

namespace Clearsight.Api.Tests.Endpoints;

public sealed class DatasetTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_built_in_ones_are_listed_without_being_loaded()
    {
        await using var host = new TestHost();

        var list = await host.Client.GetFromJsonAsync<ListPage<DatasetDetails>>("/datasets", Token);

        Assert.Equal(["mnist", "fashion-mnist", "glyphs", "scenes", "pictures", "mostly-digits"], list!.Items.Select(dataset => dataset.Name));
        Assert.All(list.Items.SkipLast(2), dataset => Assert.Equal(new DatasetCounts(60_000, 10_000), dataset.Counts));
        Assert.Equal([new DatasetCounts(180_000, 10_000), new DatasetCounts(97_500, 10_000)], list.Items.TakeLast(2).Select(dataset => dataset.Counts));
    }

    [Fact]
    public async Task One_can_be_asked_by_name()
    {
        await using var host = new TestHost();

        var dataset = await host.Client.GetFromJsonAsync<DatasetDetails>("/datasets/fashion-mnist", Token);

        Assert.Equal(10, dataset!.Classes.Count);
        Assert.Equal((28, 28), (dataset.Width, dataset.Height));
        Assert.Matches("^sha256:[0-9a-f]{64}$", dataset.Digest);
    }

    [Fact]
    public async Task An_unknown_one_is_not_found_and_the_known_ones_are_named()
    {
        await using var host = new TestHost();

        var problem = await (await host.Client.GetAsync("/datasets/cifar", Token)).ReadProblemAsync(404);

        Assert.Contains("glyphs", problem.Detail, StringComparison.Ordinal);
    }
}
