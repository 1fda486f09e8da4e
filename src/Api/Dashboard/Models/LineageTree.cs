using Clearsight.Domain.Models;

namespace Clearsight.Api.Dashboard.Models;

/// <param name="Parent">The version that it started from, where that is drawn, too.</param>
/// <param name="Column">Generations after the oldest that is drawn.</param>
/// <param name="Row">Below the first; of two children the second is below all that come from the first.</param>
internal sealed record LineageBox(ModelVersion Version, ModelReference? Parent, int Column, int Row);

/// <summary>Where a model version comes from and what came of it: a line of ancestors, and behind it a tree.</summary>
/// <param name="Boxes">Each behind its parent.</param>
/// <param name="LeftOut">Descendants for which there was no room.</param>
internal sealed record LineageTree(IReadOnlyList<LineageBox> Boxes, int LeftOut)
{
    private const int MostAncestors = 10;
    private const int MostDescendants = 24;

    public int Columns => Boxes.Max(box => box.Column) + 1;

    public int Rows => Boxes.Max(box => box.Row) + 1;

    /// <param name="all">Every version there is.</param>
    public static LineageTree Of(ModelVersion model, IReadOnlyList<ModelVersion> all)
    {
        var byReference = all.ToDictionary(version => version.Reference);
        var line = new List<ModelVersion> { model };
        while (line[0].Manifest.Parent is { } parent && line.Count <= MostAncestors && byReference.TryGetValue(parent, out var ancestor))
        {
            line.Insert(0, ancestor);
        }

        var growth = new Growth(all.Where(version => version.Manifest.Parent is not null).ToLookup(version => version.Manifest.Parent!));
        growth.Boxes.AddRange(line.SkipLast(1).Select((version, column) => new LineageBox(version, column == 0 ? null : line[column - 1].Reference, column, 0)));
        growth.Add(model, line.Count > 1 ? line[^2].Reference : null, line.Count - 1, row: 0);
        var drawn = Math.Min(growth.Boxes.Count, line.Count + MostDescendants);
        return new LineageTree(growth.Boxes[..drawn], growth.Boxes.Count - drawn);
    }

    private sealed class Growth(ILookup<ModelReference, ModelVersion> children)
    {
        public List<LineageBox> Boxes { get; } = [];

        /// <returns>The first row that is free below.</returns>
        public int Add(ModelVersion version, ModelReference? parent, int column, int row)
        {
            Boxes.Add(new LineageBox(version, parent, column, row));
            var next = row;
            foreach (var child in children[version.Reference].OrderBy(child => child.Manifest.CreatedAt))
            {
                next = Add(child, version.Reference, column + 1, next);
            }

            return Math.Max(next, row + 1);
        }
    }
}
