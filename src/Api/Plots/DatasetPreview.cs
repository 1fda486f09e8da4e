using Clearsight.Domain.Datasets;
using ScottPlot;

namespace Clearsight.Api.Plots;

/// <summary>What the images of a data set look like: the first of each class, a row a class.</summary>
internal static class DatasetPreview
{
    /// <summary>Of more classes the first are shown.</summary>
    public const int MostClasses = 30;
    private const int ImagesOfEachClass = 12;
    private const int Size = 56;
    private const int Gap = 6;
    private const int Left = 170;

    /// <param name="images">Of one part of the data set.</param>
    public static Figure Draw(DatasetCard card, LabelledImages images, Theme theme)
    {
        var names = card.Classes.Take(MostClasses).ToList();
        var scale = Math.Max(Size / card.Width, 1);
        var (across, down) = ((card.Width * scale) + Gap, (card.Height * scale) + Gap);
        var title = names.Count < card.Classes.Count ? $"{card.Title}, the first {MostClasses} of {card.Classes.Count} classes" : card.Title;
        var figure = PictureGrid.Create(theme, title, Left + (ImagesOfEachClass * across) + 20, PictureGrid.Top + (names.Count * down) + 14);
        foreach (var (row, name) in names.Index())
        {
            var top = figure.Height - PictureGrid.Top - (row * down);
            figure.Text(ClassNames.Short(name), Left - 12, top - ((down - Gap) / 2.0), Alignment.MiddleRight);
            foreach (var (column, image) in FirstOf(images, row).Index())
            {
                figure.Add(images.Image(image).ToArray(), card.Width, Left + (column * across), top, scale);
            }
        }

        return figure;
    }

    private static IEnumerable<int> FirstOf(LabelledImages images, int label) =>
        Enumerable.Range(0, images.Count).Where(image => images.Labels[image] == label).Take(ImagesOfEachClass);
}
