using Clearsight.Domain;
using Clearsight.Domain.Datasets;
using Clearsight.Domain.Metrics;
using Clearsight.Domain.Recipes;
using Clearsight.Learning.Checkpoints;
using Clearsight.Learning.Data;
using Clearsight.Learning.Networks;
using Clearsight.Learning.Training;
using static TorchSharp.torch;

namespace Clearsight.Learning.Tests.Training;

/// <summary>Trainings that learn a finished classifier's answers in place of the labels.</summary>
public sealed class TeacherTests(TeacherTests.TrainedTeacher trained) : IClassFixture<TeacherTests.TrainedTeacher>, IDisposable
{
    /// <summary>160 images in mini-batches of 64, on one lane, which asks before each.</summary>
    private const int QuestionsBeforeTheFirstStep = 3;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_learned_is_what_the_teacher_answers_not_what_the_labels_say()
    {
        var plan = Plan(_folder);
        plan = plan with { Hyperparameters = plan.Hyperparameters with { Epochs = 12, Flip = false }, Train = WithWrongLabels(plan) };
        var observer = new RecordingObserver();
        var metrics = SmallPlans.Train(plan, observer).Model!.Metrics;

        Assert.InRange(metrics[MetricKeys.TestAccuracy], 0.8, 1);
        Assert.InRange(metrics[MetricKeys.ValidationAccuracy], 0.8, 1);
        // The accuracy on the training images is still told by their labels, and those are all wrong.
        Assert.InRange(metrics[MetricKeys.TrainAccuracy], 0, 0.3);
        Assert.Contains(observer.Lines, line => line.Contains("teacher:1 about 160 images", StringComparison.Ordinal));
    }

    [Fact]
    public void Equal_plans_with_a_teacher_give_equal_weights_to_the_bit_and_other_ones_than_without()
    {
        using var second = new TemporaryFolder();
        using var without = new TemporaryFolder();
        var weights = SmallPlans.TrainedBytes(Plan(_folder) with { Threads = 2 });

        Assert.Equal(weights, SmallPlans.TrainedBytes(Plan(second) with { Threads = 2 }));
        Assert.NotEqual(weights, SmallPlans.TrainedBytes(SmallPlans.Classifier(without, NetworkIds.FashionCnn) with { Threads = 2 }));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(QuestionsBeforeTheFirstStep + 2)]
    [InlineData(QuestionsBeforeTheFirstStep + 9)]
    [InlineData(QuestionsBeforeTheFirstStep + 18)]
    public void A_training_that_was_paused_ends_as_if_it_had_not_been(int afterQuestions)
    {
        using var other = new TemporaryFolder();
        var uninterrupted = SmallPlans.TrainedBytes(Plan(other));

        var plan = Plan(_folder);
        var paused = SmallPlans.Train(plan, new RecordingObserver(TrainingStop.Checkpoint, afterQuestions));
        // Once more, while the teacher is asked again: what the first pause left is still there.
        var again = SmallPlans.Train(plan, new RecordingObserver(TrainingStop.Checkpoint, afterQuestions: 1));

        Assert.Equal((TrainingStop.Checkpoint, TrainingStop.Checkpoint), (paused.Stopped, again.Stopped));
        Assert.Equal(uninterrupted, SmallPlans.TrainedBytes(plan));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Canceling_while_the_teacher_is_asked_leaves_nothing(int threads)
    {
        var plan = Plan(_folder) with { Threads = threads };
        var before = LiveTensors.Count();
        var outcome = SmallPlans.Train(plan, new RecordingObserver(TrainingStop.Cancel, afterQuestions: 1));

        Assert.Equal((TrainingStop.Cancel, null), (outcome.Stopped, outcome.Model));
        Assert.False(Directory.Exists(plan.CheckpointFolder));
        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void A_canceled_token_ends_the_asking()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        var before = LiveTensors.Count();

        Assert.Throws<OperationCanceledException>(() => SmallPlans.TrainUntil(Plan(_folder), new RecordingObserver(), source.Token));
        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void A_whole_training_with_a_teacher_leaves_no_tensor_behind()
    {
        var before = LiveTensors.Count();
        SmallPlans.Train(Plan(_folder) with { Threads = 2 }, new RecordingObserver());

        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void Where_images_are_mirrored_an_image_and_its_mirror_image_have_one_answer()
    {
        var images = StrokeImages.Draw(70, 28, seed: 3);
        var mirrored = images with { Pixels = [.. images.Pixels] };
        for (var row = 0; row < mirrored.Pixels.Length; row += images.Width)
        {
            Array.Reverse(mirrored.Pixels, row, images.Width);
        }

        var (plain, both, ofMirrored) = (Answers(images, flip: false), Answers(images, flip: true), Answers(mirrored, flip: false));

        Assert.All(Enumerable.Range(0, plain.Length), place => Assert.Equal((plain[place] + ofMirrored[place]) / 2, both[place], 1e-6f));
        Assert.Equal(both, Answers(mirrored, flip: true));
        Assert.All(both.Chunk(StrokeImages.Classes.Count), row => Assert.Equal(1, row.Sum(), 1e-5f));
    }

    [Fact]
    public void A_teacher_that_answers_from_both_sides_is_asked_for_one_of_them()
    {
        var network = NetworkCatalog.Create(NetworkIds.MirroredEncoderClassifier);
        using (var weights = NetworkWeights.Initialize(network, seed: 4))
        {
            Safetensors.WriteFile(_folder["teacher.safetensors"], weights.ToNamedTensors());
        }

        var teacher = new FinishedClassifier("both:1", "sha256:3", network.Id, NetworkCatalog.DefaultClasses, _folder["teacher.safetensors"]);
        var images = StrokeImages.Draw(70, 28, seed: 3);

        Assert.Equal(Answers(images, flip: false, teacher: teacher), Answers(images, flip: true, teacher: teacher));
    }

    [Fact]
    public void Lanes_do_not_change_the_answers()
    {
        var images = StrokeImages.Draw(150, 28, seed: 3);

        Assert.Equal(Answers(images, flip: true), Answers(images, flip: true, threads: 2));
    }

    [Fact]
    public void A_teacher_that_does_not_fit_or_cannot_be_read_fails_the_training()
    {
        var plan = Plan(_folder);
        TrainingPlan[] unfit =
        [
            plan with { Teacher = null },
            plan with { Teacher = trained.Teacher with { Name = "another:1" } },
            plan with { Teacher = trained.Teacher with { Classes = 9 } },
            plan with { Teacher = trained.Teacher with { Network = NetworkIds.DenoisingAutoencoder } },
            plan with { Teacher = trained.Teacher with { Network = NetworkIds.EncoderClassifier } },
            plan with { Teacher = trained.Teacher with { Weights = _folder["missing"] } },
        ];

        Assert.All(unfit, bad => Assert.Contains(
            "teacher", Assert.Throws<TrainingFailedException>(() => SmallPlans.Train(bad, new RecordingObserver())).Message, StringComparison.Ordinal));
        Assert.False(Directory.Exists(plan.CheckpointFolder));
    }

    [Fact]
    public void A_checkpoint_of_another_teacher_is_refused_with_what_differs()
    {
        var plan = Plan(_folder);
        SmallPlans.Train(plan, new RecordingObserver(TrainingStop.Checkpoint, QuestionsBeforeTheFirstStep + 2));
        var changed = plan with { Teacher = trained.Teacher with { Digest = "sha256:2" } };

        var problem = Assert.Throws<TrainingFailedException>(() => SmallPlans.Train(changed, new RecordingObserver()));
        Assert.Contains("teacher's weights sha256:1 instead of sha256:2", problem.Message, StringComparison.Ordinal);
    }

    private TrainingPlan Plan(TemporaryFolder folder)
    {
        var plan = SmallPlans.Classifier(folder, NetworkIds.FashionCnn);
        return plan with { Hyperparameters = plan.Hyperparameters with { Teacher = trained.Teacher.Name }, Teacher = trained.Teacher };
    }

    /// <summary>Every image that is trained on gets the label of another class; those for validation keep theirs.</summary>
    private static LabelledImages WithWrongLabels(TrainingPlan plan)
    {
        byte[] labels = [.. plan.Train.Labels];
        foreach (var image in Split.BySeed(labels.Length, plan.Hyperparameters.ValidationCount, plan.Hyperparameters.Seed).Train)
        {
            labels[image] = (byte)((labels[image] + 5) % plan.Classes.Count);
        }

        return plan.Train with { Labels = labels };
    }

    private float[] Answers(LabelledImages pictures, bool flip, int threads = 1, FinishedClassifier? teacher = null)
    {
        using var scope = NewDisposeScope();
        using var requests = new RightOfWay();
        using var lanes = new Lanes(threads, requests);
        using var images = new ImageTensors(pictures);
        int[] all = [.. Enumerable.Range(0, pictures.Count)];
        using var answers = TeacherAnswers.Ask(teacher ?? trained.Teacher, images, all, flip, ScalarType.Float32, lanes, () => false)!;
        return answers.Of(ImageTensors.Indices(all)).data<float>().ToArray();
    }

    /// <summary>A classifier that knows strokes, trained once for all tests here.</summary>
    public sealed class TrainedTeacher : IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        public TrainedTeacher()
        {
            var plan = SmallPlans.Classifier(_folder, NetworkIds.FashionCnn);
            // Mirrored, a stroke is of another class.
            SmallPlans.Train(plan with { Hyperparameters = plan.Hyperparameters with { Epochs = 12, Flip = false } }, new RecordingObserver());
            Teacher = new FinishedClassifier("teacher:1", "sha256:1", plan.Network, plan.Classes.Count, _folder["output/model.safetensors"]);
        }

        public FinishedClassifier Teacher { get; }

        public void Dispose() => _folder.Dispose();
    }
}
