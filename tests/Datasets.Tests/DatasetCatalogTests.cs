using System.Security.Cryptography;
using Clearsight.Domain;
using Clearsight.Domain.Datasets;

namespace Clearsight.Datasets.Tests;

public sealed class DatasetCatalogTests
{
    [Fact]
    public void The_data_sets_are_listed_with_their_classes_and_counts()
    {
        using var services = DatasetServices.With();
        var cards = services.Catalog().List();
        Assert.Equal(["mnist", "fashion-mnist", "glyphs", "scenes", "pictures", "mostly-digits"], cards.Select(card => card.Name));
        Assert.Equal([60_000, 60_000, 60_000, 60_000, 180_000, 97_500], cards.Select(card => card.TrainCount));
        Assert.Equal([10, 10, 10, 4, 24, 24], cards.Select(card => card.Classes.Distinct().Count()));
        Assert.All(cards, card => Assert.Equal((28, 28, 10_000), (card.Height, card.Width, card.TestCount)));
        Assert.All(cards, card => Assert.True(Naming.IsValid(card.Name)));
        Assert.Equal(cards.Count, cards.Select(card => card.Digest).Distinct().Count());
        Assert.Equal(
            ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"],
            services.Catalog().Find("fashion-mnist")!.Classes);
    }

    [Fact]
    public void A_digest_is_taken_over_the_digests_of_the_four_files_in_their_order()
    {
        using var services = DatasetServices.With();
        var files = Convert.FromHexString(
            "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"
            + "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"
            + "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"
            + "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2");
        Assert.Equal($"sha256:{Convert.ToHexStringLower(SHA256.HashData(files))}", services.Catalog().Find("mnist")!.Digest);
    }

    [Fact]
    public async Task An_unknown_name_is_answered_with_the_known_ones()
    {
        using var services = DatasetServices.With();
        Assert.Null(services.Catalog().Find("cifar"));
        var exception = await Assert.ThrowsAsync<NotFoundException>(
            () => services.Catalog().LoadAsync("cifar", DatasetPart.Train, null, TestContext.Current.CancellationToken));
        Assert.Equal("There is no data set 'cifar'; there are: mnist, fashion-mnist, glyphs, scenes, pictures, mostly-digits.", exception.Message);
    }

    [Theory]
    [InlineData("glyphs")]
    [InlineData("scenes")]
    public async Task What_is_drawn_needs_neither_files_nor_network(string name)
    {
        using var services = DatasetServices.With(("Data:Download", "false"), ("Data:Directory", "nowhere"));
        var images = await services.Catalog().LoadAsync(name, DatasetPart.Test, null, TestContext.Current.CancellationToken);
        Assert.Equal(10_000, images.Count);
    }
}
