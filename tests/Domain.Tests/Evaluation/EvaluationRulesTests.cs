using Clearsight.Domain.Datasets;
using Clearsight.Domain.Evaluation;
using Clearsight.Domain.Metrics;

namespace Clearsight.Domain.Tests.Evaluation;

/// <summary>What an evaluation that came from elsewhere is held against.</summary>
public sealed class EvaluationRulesTests
{
    private static readonly ClassifierEvaluation Sound = SoundClassifier();
    private static readonly DenoiserEvaluation SoundRestorer = SoundDenoiser();

    [Fact]
    public void Evaluations_that_were_made_here_keep_to_all_rules()
    {
        Assert.Empty(Broken(Sound));
        Assert.Empty(Broken(Sound with { Samples = null, Intervals = null }));
        Assert.Empty(Broken(SoundRestorer));
        Assert.Empty(Broken(SoundRestorer with { Samples = null, Judge = null }));
    }

    [Fact]
    public void A_class_that_the_images_do_not_show_is_no_offence()
    {
        var outputs = new ClassifierOutputs([1, 0, 0, 2, 3, 0], [0, 0, 0]);
        Assert.Empty(Broken(ClassifierEvaluation.Of(outputs, outputs, ["circle", "square"])));
    }

    [Fact]
    public void The_evaluation_is_of_the_models_task()
    {
        var manifest = SampleModels.Version("some", TaskKind.Classify).Manifest;

        Assert.Single(EvaluationRules.Violations(new ModelEvaluation(null, SoundRestorer), manifest));
        Assert.Single(EvaluationRules.Violations(new ModelEvaluation(null, null), manifest));
        Assert.Single(EvaluationRules.Violations(new ModelEvaluation(Sound, SoundRestorer), manifest));
    }

    [Fact]
    public void Whatever_a_classifiers_evaluation_says_wrongly_is_told_with_its_place()
    {
        var curve = Sound.Curves[0];
        var (samples, intervals) = (Sound.Samples!, Sound.Intervals!);
        var backwards = new Interval(0.9, 0.1, 0.95);
        (string Pointer, ClassifierEvaluation Evaluation)[] wrong =
        [
            ("/images", Sound with { Images = 0 }),
            ("/loss", Sound with { Loss = double.NaN }),
            ("/loss", Sound with { Loss = double.PositiveInfinity }),
            ("/accuracyInterval", Sound with { AccuracyInterval = backwards }),
            ("/accuracyInterval", Sound with { AccuracyInterval = new Interval(0.1, double.NaN, 0.95) }),
            ("/classes", Sound with { Classes = ["circle", "triangle"] }),
            ("/temperature", Sound with { Temperature = 0 }),
            ("/report/classes", Sound with { Report = Sound.Report with { Classes = [Sound.Report.Macro] } }),
            ("/report", Sound with { Report = Sound.Report with { Macro = new ClassFigures(2, 0, 0, 1) } }),
            ("/report", Sound with { Report = Sound.Report with { Macro = new ClassFigures(0, 0, 0, -1) } }),
            ("/matrix/counts", Sound with { Matrix = new ConfusionMatrix([[3]]) }),
            ("/matrix/counts", Sound with { Matrix = new ConfusionMatrix([[3, 0], [0]]) }),
            ("/matrix/counts", Sound with { Matrix = new ConfusionMatrix([[4, -1], [0, 0]]) }),
            ("/matrix/counts", Sound with { Matrix = new ConfusionMatrix([[3, 0], [0, 1]]) }),
            ("/matrix/counts", Sound with { Matrix = new ConfusionMatrix([[int.MaxValue, int.MaxValue], [int.MaxValue, int.MaxValue]]) }),
            ("/curves", Sound with { Curves = [curve] }),
            ("/curves/0", Sound with { Curves = [curve with { Precision = [1] }, curve] }),
            ("/curves/0", Sound with { Curves = [curve with { Recall = [.. curve.Recall.Select(_ => 0.5)] }, curve] }),
            ("/curves/0", Sound with { Curves = [curve with { Recall = [.. curve.Recall.Reverse()] }, curve] }),
            ("/curves/0", Sound with { Curves = [curve with { AveragePrecision = null }, curve] }),
            ("/curves/0", Sound with { Curves = [new ClassCurve(0.5, null, [], [], []), curve] }),
            ("/curves/1", Sound with { Curves = [curve, curve with { RocArea = double.NaN }] }),
            ("/calibration", Sound with { Calibration = Sound.Calibration with { Error = -1 } }),
            ("/calibration/bins", Sound with { Calibration = Sound.Calibration with { Bins = [] } }),
            ("/calibration/bins", Sound with { Calibration = Sound.Calibration with { Bins = [new ReliabilityBin(0, 1, 3, null, null)] } }),
            ("/calibratedByTemperature/bins", Sound with { CalibratedByTemperature = Sound.Calibration with { Bins = [new ReliabilityBin(0, 1, 99, 1, 1)] } }),
            ("/intervals/classes", Sound with { Intervals = intervals with { Classes = [intervals.Macro] } }),
            ("/intervals", Sound with { Intervals = intervals with { Loss = new Interval(-1, 1, 0.95) } }),
            ("/intervals", Sound with { Intervals = intervals with { CalibratedLoss = new Interval(0, double.PositiveInfinity, 0.95) } }),
            ("/intervals", Sound with { Intervals = intervals with { Weighted = intervals.Weighted with { F1 = backwards } } }),
            ("/intervals", Sound with { Intervals = intervals with { Macro = intervals.Macro with { RocArea = new Interval(0.5, 2, 0.95) } } }),
            ("/predicted", Sound with { Predicted = [0] }),
            ("/predicted", Sound with { Predicted = [0, 1, 2] }),
            ("/correct", Sound with { Correct = [] }),
            ("/correct", Sound with { Correct = [0] }),
            ("/samples", Sound with { Samples = samples with { Height = 0 } }),
            ("/samples/mistakes", Sound with { Samples = samples with { Width = 60 } }),
            ("/samples/mistakes", Sound with { Samples = samples with { Mistakes = [samples.Mistakes[0] with { Actual = 2 }] } }),
            ("/samples/mistakes", Sound with { Samples = samples with { Mistakes = [samples.Mistakes[0] with { Image = 3 }] } }),
            ("/samples/mistakes", Sound with { Samples = samples with { Mistakes = [.. Enumerable.Repeat(samples.Mistakes[0], 17)] } }),
        ];

        foreach (var (pointer, evaluation) in wrong)
        {
            Assert.Contains($"/classifier{pointer}", Broken(evaluation));
        }
    }

    [Fact]
    public void Whatever_a_denoisers_evaluation_says_wrongly_is_told_with_its_place()
    {
        var density = SoundRestorer.Densities[0];
        var (samples, intervals) = (SoundRestorer.Samples!, density.Model.Intervals!);
        (string Pointer, DenoiserEvaluation Evaluation)[] wrong =
        [
            ("/images", SoundRestorer with { Images = 0 }),
            ("/images", SoundRestorer with { TestImages = 1 }),
            ("/densities", SoundRestorer with { Densities = [] }),
            ("/densities", SoundRestorer with { Densities = [density, density] }),
            ("/densities", SoundRestorer with { Densities = [density with { Density = 1.5 }] }),
            ("/densities/0", SoundRestorer with { Densities = [density with { Noisy = density.Noisy with { Mse = double.NaN } }] }),
            ("/densities/0", SoundRestorer with { Densities = [density with { Model = density.Model with { Psnr = double.PositiveInfinity } }] }),
            ("/densities/0", SoundRestorer with { Densities = [density with { Median3 = density.Median3 with { Ssim = -2 } }] }),
            ("/densities/0", SoundRestorer with { Densities = [density with { Median5 = density.Median5 with { Hit = new PixelFigures(-1, 1) } }] }),
            ("/densities/0", SoundRestorer with { Densities = [density with { AdaptiveMedian = density.AdaptiveMedian with { Accuracy = 3 } }] }),
            ("/densities/0", SoundRestorer with { Densities = [With(density, intervals with { Psnr = new Interval(double.NaN, 1, 0.95) })] }),
            ("/densities/0", SoundRestorer with { Densities = [With(density, intervals with { UntouchedPsnr = new Interval(2, 1, 0.95) })] }),
            ("/densities/0", SoundRestorer with { Densities = [With(density, intervals with { Ssim = new Interval(-3, 1, 0.95) })] }),
            ("/densities/0", SoundRestorer with { Densities = [With(density, intervals with { Accuracy = new Interval(0, 1, 7) })] }),
            ("/judge", SoundRestorer with { Judge = new JudgeFigures("<b>", SoundRestorer.Judge!.Digest, 0.9) }),
            ("/judge", SoundRestorer with { Judge = new JudgeFigures("judge:1", "sha256:1", 0.9) }),
            ("/samples", SoundRestorer with { Samples = samples with { Width = 100_000 } }),
            ("/samples/images", SoundRestorer with { Samples = samples with { Images = [samples.Images[0] with { Noisy = [1] }] } }),
            ("/samples/images", SoundRestorer with { Samples = samples with { Images = [samples.Images[0] with { Image = -1 }] } }),
            ("/samples/images", SoundRestorer with { Samples = samples with { Images = [.. Enumerable.Repeat(samples.Images[0], 17)] } }),
        ];

        foreach (var (pointer, evaluation) in wrong)
        {
            Assert.Contains($"/denoiser{pointer}", Broken(evaluation));
        }
    }

    private static DensityEvaluation With(DensityEvaluation density, RestorationIntervals intervals) =>
        density with { Model = density.Model with { Intervals = intervals } };

    private static IEnumerable<string> Broken(ClassifierEvaluation evaluation) => EvaluationRules
        .Violations(new ModelEvaluation(evaluation, null), SampleModels.Version("some", TaskKind.Classify).Manifest)
        .Select(violation => violation.Pointer);

    private static IEnumerable<string> Broken(DenoiserEvaluation evaluation) =>
        EvaluationRules.Violations(new ModelEvaluation(null, evaluation), SampleModels.Version("some", TaskKind.Denoise).Manifest).Select(violation => violation.Pointer);

    /// <summary>Two circles and a square, of which one circle is taken for a square.</summary>
    private static ClassifierEvaluation SoundClassifier()
    {
        var outputs = new ClassifierOutputs([1, 0, 0, 2, 0, 3], [0, 0, 1]);
        var samples = ClassifierSamples.Of(outputs, new LabelledImages(1, 2, [1, 2, 3, 4, 5, 6], outputs.Labels));
        return ClassifierEvaluation.Of(outputs, outputs, ["circle", "square"]) with { Samples = samples };
    }

    private static DenoiserEvaluation SoundDenoiser()
    {
        var intervals = new RestorationIntervals(new Interval(19, 21, 0.95), new Interval(-0.1, 0.9, 0.95), null, null, new Interval(0.7, 0.9, 0.95));
        var figures = new RestorationFigures(0.01, 20, 0.9, new PixelFigures(null, null), new PixelFigures(0, null), 0.8, intervals);
        return new DenoiserEvaluation(
            3,
            9,
            [new DensityEvaluation(0.1, figures, figures, figures, figures, figures), new DensityEvaluation(0.2, figures, figures, figures, figures, figures)],
            new JudgeFigures("judge:1", "sha256:" + new string('a', 64), 0.9),
            new DenoiserSamples(1, 2, [new RestoredImage(8, 0.1, [1, 2], [3, 4], [5, 6])]));
    }
}
