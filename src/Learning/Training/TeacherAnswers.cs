using Clearsight.Domain;
using Clearsight.Learning.Data;
using Clearsight.Learning.Evaluation;
using Clearsight.Learning.Native;
using static TorchSharp.torch;

namespace Clearsight.Learning.Training;

/// <summary>
/// What a finished classifier answers to the training images, as the target of another one's training: knowledge distillation
/// (Hinton, Vinyals and Dean, "Distilling the Knowledge in a Neural Network", 2015), at their temperature of 1. Asked once: a
/// shifted or erased image keeps the answer to the whole one, so that no step waits for the teacher.
/// </summary>
internal sealed class TeacherAnswers : IDisposable
{
    private readonly Tensor _probabilities;

    private TeacherAnswers(Tensor probabilities) => _probabilities = probabilities;

    /// <param name="images">The train part.</param>
    /// <param name="asked">The indices of those that are trained on.</param>
    /// <param name="flip">The training mirrors images: each answer is then the mean of those to an image and to its mirror image.</param>
    /// <param name="precision">What the teacher computes in: that of the training, which takes its rounding for noise.</param>
    /// <param name="stop">Asked all along.</param>
    /// <returns>Equal for equal arguments, whatever the number of lanes; null when stopped.</returns>
    /// <exception cref="TrainingFailedException">The teacher's weights cannot be read.</exception>
    public static TeacherAnswers? Ask(
        FinishedClassifier teacher, ImageTensors images, IReadOnlyList<int> asked, bool flip, ScalarType precision, Lanes lanes, Func<bool> stop)
    {
        using var classifier = new LoadedClassifier(teacher, "is the teacher");
        var bothSides = flip && !classifier.AnswersFromBothSides;
        var batches = EvaluationBatches.Map([.. asked], "teacher", lanes, stop, indices =>
            Probabilities(image => classifier.Logits(image, precision), images.Scale(images.Pixels(indices)), bothSides).contiguous().data<float>().ToArray());
        if (batches is null)
        {
            return null;
        }

        // A row for every image, so that one index finds image, label and answer; those of images not trained on stay empty.
        var table = new float[images.Count * teacher.Classes];
        foreach (var (image, answer) in asked.Zip(batches.SelectMany(batch => batch.Chunk(teacher.Classes))))
        {
            answer.CopyTo(table, image * teacher.Classes);
        }

        return new TeacherAnswers(tensor(table, [images.Count, teacher.Classes]).DetachFromDisposeScope());
    }

    /// <summary>Class probabilities, [n, classes].</summary>
    /// <param name="indices">Into the train part, of images that were asked for.</param>
    public Tensor Of(Tensor indices) => _probabilities.index_select(0, indices);

    public void Dispose() => _probabilities.Dispose();

    private static Tensor Probabilities(Func<Tensor, Tensor> logits, Tensor images, bool bothSides)
    {
        var answers = logits(images).softmax(1);
        return bothSides ? Numbers.With(0.5, answers.Plus(logits(images.flip(3)).softmax(1)).mul) : answers;
    }
}
