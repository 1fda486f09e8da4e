using Clearsight.Api.Dashboard.Models;
using Clearsight.Domain;
using Clearsight.Domain.Models;
using Clearsight.Domain.Recipes;

namespace Clearsight.Dashboard.Tests;

public sealed class LineageTreeTests
{
    [Fact]
    public void Ancestors_stand_in_a_line_and_descendants_in_rows()
    {
        ModelVersion[] all = [Version("a"), Version("b", "a"), Version("other", "a"), Version("c", "b"), Version("d", "b"), Version("e", "c"), Version("f", "c")];

        var tree = LineageTree.Of(all[1], all);

        Assert.Equal(["a 0 0", "b 1 0", "c 2 0", "e 3 0", "f 3 1", "d 2 2"], tree.Boxes.Select(box => $"{box.Version.Manifest.Name} {box.Column} {box.Row}"));
        Assert.Equal((4, 3, 0), (tree.Columns, tree.Rows, tree.LeftOut));
    }

    [Fact]
    public void What_there_is_no_room_for_is_counted_and_every_box_has_its_parent()
    {
        ModelVersion[] all = [Version("root"), .. Enumerable.Range(0, 60).Select(number => Version($"child-{number}", "root"))];

        var tree = LineageTree.Of(all[0], all);

        Assert.Equal(all.Length, tree.Boxes.Count + tree.LeftOut);
        Assert.InRange(tree.LeftOut, 1, 59);
        var drawn = tree.Boxes.Select(box => box.Version.Reference).ToHashSet();
        Assert.All(tree.Boxes, box => Assert.True(box.Parent is null || drawn.Contains(box.Parent)));
    }

    [Fact]
    public void A_long_line_is_cut_at_its_beginning_and_a_parent_that_is_not_here_is_none()
    {
        ModelVersion[] all = [.. Enumerable.Range(0, 30).Select(number => Version($"v-{number}", number == 0 ? "gone" : $"v-{number - 1}"))];

        Assert.Equal("v-29", LineageTree.Of(all[^1], all).Boxes[^1].Version.Manifest.Name);
        Assert.InRange(LineageTree.Of(all[^1], all).Columns, 2, 20);
        Assert.Null(LineageTree.Of(all[0], [all[0]]).Boxes[0].Parent);
    }

    private static ModelVersion Version(string name, string? parent = null) => new(1, "sha256:0", 0, new Dictionary<string, string>(), new ModelManifest
    {
        Name = name,
        Task = TaskKind.Classify,
        Network = NetworkIds.FashionCnn,
        Recipe = "fashion-classifier",
        Dataset = "glyphs",
        DatasetDigest = "sha256:0",
        Parent = parent is null ? null : new ModelReference(parent, 1),
        Hyperparameters = new Hyperparameters(),
        Epoch = 1,
        Metrics = new Dictionary<string, double>(),
        InputShape = [-1, 1, 28, 28],
        OutputShape = [-1, 10],
        Classes = [],
        ParameterCount = 1,
        CreatedAt = DateTimeOffset.UnixEpoch,
    });
}
