using Clearsight.Domain;
using Clearsight.Domain.Models;
using Clearsight.Domain.Recipes;
using Clearsight.Learning.Networks;

namespace Clearsight.Learning.Tests.Networks;

public sealed class NetworkRulesTests
{
    public static TheoryData<string, int> NetworksAndClasses => new(
        from id in NetworkCatalog.Ids
        from classes in new[] { 1, 3, ManifestRules.MostClasses }
        select (id, classes));

    [Theory]
    [MemberData(nameof(NetworksAndClasses))]
    public void What_a_network_says_of_itself_is_right(string id, int classes) => Assert.Empty(NetworkRules.Violations(Manifest(id, classes)));

    [Fact]
    public void Another_number_of_classes_is_another_shape_and_another_count() => Assert.Equal(
        ["/outputShape", "/parameterCount"],
        NetworkRules.Violations(Manifest(NetworkIds.FashionCnn, 3) with { Classes = ["a", "b"] }).Select(violation => violation.Pointer));

    [Theory]
    [InlineData("")]
    [InlineData("FASHION-CNN")]
    [InlineData("../fashion-cnn")]
    public void An_unknown_network_is_told_with_those_that_there_are(string id)
    {
        var violation = Assert.Single(NetworkRules.Violations(Manifest(NetworkIds.FashionCnn, 3) with { Network = id }));

        Assert.Equal("/network", violation.Pointer);
        Assert.Contains(NetworkIds.FashionCnn, violation.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Classes_without_end_cost_nothing() => Assert.NotEmpty(
        NetworkRules.Violations(Manifest(NetworkIds.ResidualClassifier, 3) with { Classes = new string[1_000_000] }));

    private static ModelManifest Manifest(string id, int classes)
    {
        var network = NetworkCatalog.Create(id, classes);
        return new ModelManifest
        {
            Name = "some",
            Task = network.Task,
            Network = id,
            Recipe = "none",
            Dataset = "none",
            DatasetDigest = "sha256:0",
            Hyperparameters = new Hyperparameters(),
            Epoch = 1,
            Metrics = new Dictionary<string, double>(),
            InputShape = network.InputShape,
            OutputShape = network.OutputShape,
            Classes = network.Task == TaskKind.Classify ? [.. Enumerable.Range(0, classes).Select(index => $"{index}")] : [],
            ParameterCount = network.ParameterCount,
            CreatedAt = DateTimeOffset.UnixEpoch,
        };
    }
}
