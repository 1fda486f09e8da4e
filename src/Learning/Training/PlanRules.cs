using Clearsight.Domain;
using Clearsight.Domain.Datasets;
using Clearsight.Domain.Recipes;
using Clearsight.Learning.Networks;

namespace Clearsight.Learning.Training;

/// <summary>What a plan must satisfy before anything is computed.</summary>
internal static class PlanRules
{
    /// <exception cref="TrainingFailedException">The parts of the plan do not fit each other.</exception>
    public static void Check(TrainingPlan plan, Network network)
    {
        Require(plan.Task == network.Task, $"Network '{network.Id}' is for the task {network.Task.ToName()}, not {plan.Task.ToName()}.");
        Require(plan.Train.Count > plan.Hyperparameters.ValidationCount,
            $"The data set has {plan.Train.Count} training images, so validationCount must be less than {plan.Train.Count}, not {plan.Hyperparameters.ValidationCount}.");
        CheckPart(plan, network, plan.Train, "train");
        CheckPart(plan, network, plan.Test, "test");
        Require(plan.Task == TaskKind.Classify == (plan.Hyperparameters.Loss == Loss.CrossEntropy),
            $"Loss {plan.Hyperparameters.Loss} does not go with the task {plan.Task.ToName()}.");
        Require(plan.Hyperparameters.Encoder != EncoderUse.Frozen || plan.BaseWeights is not null,
            "A frozen encoder learns nothing, so it has to come from a base model; the plan has none.");
        CheckTeacher(plan);
        Require(network.EndsInLogits || plan.Hyperparameters.Loss is Loss.MeanSquaredError or Loss.Psnr,
            $"Network '{network.Id}' answers pixel values, not logits: its loss can only be {Loss.MeanSquaredError} or {Loss.Psnr}.");
    }

    private static void CheckTeacher(TrainingPlan plan)
    {
        Require((plan.Teacher?.Name ?? "") == plan.Hyperparameters.Teacher,
            $"The plan's teacher must be the one that its hyperparameters name: '{plan.Hyperparameters.Teacher}', not '{plan.Teacher?.Name}'.");
        if (plan.Teacher is { } teacher)
        {
            var network = NetworkCatalog.Create(teacher.Network, teacher.Classes);
            Require(plan.Task == TaskKind.Classify && network.Task == TaskKind.Classify && teacher.Classes == plan.Classes.Count,
                $"Only a classifier of the same {plan.Classes.Count} classes can be a classifier's teacher; {teacher.Name} is none.");
            Require(Takes(network, plan.Train),
                $"The teacher {teacher.Name} takes images of {network.InputShape[3]} × {network.InputShape[2]} pixels; the data set has {plan.Train.Width} × {plan.Train.Height}.");
        }
    }

    private static void CheckPart(TrainingPlan plan, Network network, LabelledImages images, string part)
    {
        Require(images.Count > 0, $"The {part} part of the data set has no images.");
        Require(images.Pixels.Length == images.Count * images.Height * images.Width,
            $"The {part} part of the data set has {images.Pixels.Length} pixels for {images.Count} images of {images.Width} × {images.Height}.");
        Require(Takes(network, images),
            $"Network '{network.Id}' takes images of {network.InputShape[3]} × {network.InputShape[2]} pixels; the {part} part has {images.Width} × {images.Height}.");
        Require(plan.Task != TaskKind.Classify || images.Labels.All(label => label < plan.Classes.Count),
            $"The {part} part of the data set has a label beyond its {plan.Classes.Count} classes.");
    }

    private static bool Takes(Network network, LabelledImages images) =>
        (network.InputShape[2] == -1 || network.InputShape[2] == images.Height)
        && (network.InputShape[3] == -1 || network.InputShape[3] == images.Width);

    private static void Require(bool condition, string problem)
    {
        if (!condition)
        {
            throw new TrainingFailedException(problem);
        }
    }
}
