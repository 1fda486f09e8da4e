using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Clearsight.Api.Plots;
using Clearsight.Domain;
using Clearsight.Domain.Evaluation;
using Clearsight.Domain.Metrics;
using SkiaSharp;

namespace Clearsight.Api.Tests.Plots;

/// <summary>What plots look like. The pinned pictures change only when somebody looks at the change.</summary>
public sealed partial class PlotPictureTests
{
    /// <summary>Set to 1, the test writes the pictures instead of comparing with them.</summary>
    private const string Update = "CLEARSIGHT_UPDATE_SNAPSHOTS";

    private static readonly EvaluatedModel Classifier = SampleFigures.Classifier(SampleFigures.Classes);

    /// <summary>Every line of the plot table, what the dashboard draws of jobs, and the preview of a data set.</summary>
    private static readonly IReadOnlyDictionary<string, Func<Theme, Figure>> Plots =
        PlotTable.Trainings.Select(plot => ($"training-{plot.Name}", Bound(plot.Draw, SampleFigures.History())))
            .Concat(PlotTable.Evaluations.Select(plot => ($"{plot.Task?.ToName()}-{plot.Name}", Bound(plot.Draw, plot.IsFor(TaskKind.Classify) ? Classifier : SampleFigures.Denoiser()))))
            .Concat(PlotTable.Comparisons.Select(plot => ($"comparison-{plot.Name}", Bound(plot.Draw, Comparison(plot.IsFor(TaskKind.Classify))))))
            .Append(("compared-jobs", theme => ComparedJobsPlot.Draw(MetricKeys.ValidationLoss, [SampleFigures.Training(1), SampleFigures.Training(2)], theme)))
            .Append(("training-under-way", theme => LearningCurvePlot.Accuracy(SampleFigures.UnderWay(), theme)))
            .Append(("dataset-preview", theme => DatasetPreview.Draw(SampleFigures.Card, SampleFigures.Images([.. Enumerable.Range(0, 40).Select(image => (byte)(image % 3))]), theme)))
            .ToDictionary(plot => plot.Item1, plot => plot.Item2);

    public static TheoryData<string> Names => [.. Plots.Keys];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_plot_is_the_reviewed_one(string name)
    {
        using var figure = Plots[name](Theme.Light);
        var svg = figure.ToSvg().Replace("><", ">\n<", StringComparison.Ordinal) + "\n";
        var path = Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "Snapshots", "plots", $"{name}.svg");
        if (Environment.GetEnvironmentVariable(Update) == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, svg, Token);
        }

        var reviewed = File.Exists(path) ? await File.ReadAllTextAsync(path, Token) : "";
        Assert.True(reviewed == svg, $"The plot {name} changed. If that is wanted, run the tests with {Update}=1 and look at it.");
    }

    /// <summary>A service draws many before it draws the same one again.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Drawn_again_a_plot_is_the_same(string name)
    {
        using var one = Plots[name](Theme.Dark);
        using var other = Plots[name](Theme.Dark);

        Assert.Equal(one.ToSvg(), other.ToSvg());
        Assert.Equal(one.ToPng(), other.ToPng());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_PNG_shows_the_same_twice_as_large_on_the_background_of_its_theme(string name)
    {
        foreach (var theme in Theme.All)
        {
            using var figure = Plots[name](theme);
            using var picture = SKBitmap.Decode(figure.ToPng());

            Assert.Equal((figure.Width * 2, figure.Height * 2), (picture.Width, picture.Height));
            var background = picture.GetPixel(1, 1);
            Assert.Equal((theme.Background.R, theme.Background.G, theme.Background.B), (background.Red, background.Green, background.Blue));
            // The title: without a font there would be nothing.
            var inked = from x in Enumerable.Range(0, picture.Width) from y in Enumerable.Range(0, 90) where Distance(picture.GetPixel(x, y), background) > 300 select x;
            Assert.InRange(inked.Count(), 200, 100_000);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_SVG_stands_in_a_page_beside_another(string name)
    {
        var documents = Theme.All.Select(theme =>
        {
            using var figure = Plots[name](theme);
            return XDocument.Parse(figure.ToSvg());
        }).ToList();

        var ids = documents.SelectMany(document => document.Descendants().Attributes("id")).Select(id => id.Value).ToList();
        Assert.Equal(ids.Distinct(), ids);
        Assert.All(documents, document =>
        {
            var own = document.Descendants().Attributes("id").Select(id => id.Value).ToHashSet();
            Assert.All(Reference().Matches(document.ToString()), match => Assert.Contains(match.Groups["id"].Value, own));
            Assert.Equal("img", document.Root!.Attribute("role")?.Value);
            Assert.NotEmpty(document.Root.Elements().First(element => element.Name.LocalName == "title").Value);
            Assert.Equal($"0 0 {document.Root.Attribute("width")!.Value} {document.Root.Attribute("height")!.Value}", document.Root.Attribute("viewBox")?.Value);
        });
    }

    /// <summary>Names come from folders that somebody sent.</summary>
    [Theory]
    [InlineData("</text><script>alert(1)</script>")]
    [InlineData("line\nbreak\u0000\u0007")]
    [InlineData("Стол 靴 👢 ﷽")]
    [InlineData("\ud83d")]
    [InlineData("靴")]
    [InlineData("")]
    public void Names_of_classes_cannot_break_a_picture(string name)
    {
        var model = SampleFigures.Classifier([name, new string('W', 300), "plain"]);

        foreach (var plot in PlotTable.Evaluations.Where(plot => plot.IsFor(TaskKind.Classify)))
        {
            using var figure = plot.Draw(model, Theme.Light);
            var document = XDocument.Parse(figure.ToSvg());
            Assert.DoesNotContain(document.Descendants(), element => element.Name.LocalName == "script");
            Assert.NotEmpty(figure.ToPng());
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(30)]
    [InlineData(256)]
    public void Any_number_of_classes_makes_a_picture_of_bounded_size(int classes)
    {
        var model = SampleFigures.Classifier([.. Enumerable.Range(0, classes).Select(index => $"class {index}")], images: 600);

        foreach (var plot in PlotTable.Evaluations.Where(plot => plot.IsFor(TaskKind.Classify)))
        {
            using var figure = plot.Draw(model, Theme.Dark);
            Assert.InRange(figure.Width, 300, 2_000);
            Assert.InRange(figure.Height, 200, 2_000);
            Assert.InRange(figure.ToSvg().Length, 1_000, 1_000_000);
        }
    }

    [Fact]
    public void A_classifier_without_a_mistake_says_so()
    {
        using var figure = MistakesPlot.Draw(SampleFigures.Classifier(["one", "other"], strength: 100), Theme.Light);

        Assert.Contains("All 300 test images are classified rightly.", figure.ToSvg(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_training_of_one_epoch_has_a_curve_of_one_point()
    {
        using var figure = LearningCurvePlot.Loss(SampleFigures.History(epochs: 1), Theme.Light);

        Assert.Contains("best epoch: 1 (0.9020)", figure.ToSvg(), StringComparison.Ordinal);
        Assert.Contains("training objective", figure.ToSvg(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_training_in_its_first_epoch_has_a_curve_already()
    {
        using var figure = LearningCurvePlot.Loss(SampleFigures.UnderWay(epochs: 0), Theme.Light);

        Assert.Contains("epoch under way: 0.5500", figure.ToSvg(), StringComparison.Ordinal);
    }

    private static ModelComparison Comparison(bool classifiers) => ModelComparison.Of(classifiers
        ? [Classifier, SampleFigures.Classifier(SampleFigures.Classes, version: 2, strength: 1.5)]
        : [SampleFigures.Denoiser(), SampleFigures.Denoiser(version: 2, lead: 2)]);

    private static Func<Theme, Figure> Bound<T>(Func<T, Theme, Figure> draw, T figures) => theme => draw(figures, theme);

    private static int Distance(SKColor one, SKColor other) =>
        Math.Abs(one.Red - other.Red) + Math.Abs(one.Green - other.Green) + Math.Abs(one.Blue - other.Blue);

    private static string ThisFile([CallerFilePath] string path = "") => path;

    [GeneratedRegex("""(url\(#|href="#)(?<id>[^)"]+)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Reference();
}
