using Clearsight.Domain;
using Clearsight.Domain.Recipes;
using Clearsight.Learning.Checkpoints;
using Clearsight.Learning.Data;
using Clearsight.Learning.Evaluation;
using Clearsight.Learning.Networks;

namespace Clearsight.Learning.Training;

/// <summary>What a training takes over of a model that was trained before.</summary>
internal static class BaseModel
{
    /// <summary>What the transfer classifier takes over of a denoiser.</summary>
    public const string EncoderPrefix = "encoder.";

    /// <summary>A file of the very network is trained on from; to a network on an encoder, another file lends that.</summary>
    /// <param name="task">The training that is to start.</param>
    /// <param name="log">Takes what is worth knowing of it, a sentence a call.</param>
    /// <exception cref="TrainingFailedException">The file cannot be read or has other tensors.</exception>
    public static void TakeOver(TrainingPlan plan, Network network, NetworkWeights weights, ITrainingTask task, Lanes lanes, Action<string> log)
    {
        if (plan.BaseWeights is null || plan.Hyperparameters.Encoder == EncoderUse.Scratch)
        {
            return;
        }

        try
        {
            var tensors = Safetensors.Read(plan.BaseWeights);
            if (!NetworkIds.TakesEncoder(network.Id) || tensors.Count == network.Parameters.Count)
            {
                weights.Load(tensors);
                // Which images those were, its file does not say.
                log("The base model may have been trained on images that validate this training, where its seed, validationCount or data set was another: "
                    + "the validation figures then flatter. No training sees test images.");
                return;
            }

            weights.TakeOver(tensors, EncoderPrefix);
        }
        catch (Exception exception) when (exception is SafetensorsException or IOException)
        {
            throw new TrainingFailedException($"The weights of the base model cannot be taken over: {exception.Message}", exception);
        }

        using var images = new ImageTensors(plan.Train.Take(task.TrainIndices.Take(DeadChannels.MostImages).ToArray()));
        if (DeadChannels.Count(network, weights, images, lanes) is { Any: true } dead)
        {
            log($"Of the encoder's layers, {dead} answer nothing to these images and cannot learn. "
                + "A denoiser that was trained at a lower learning rate has fewer of them, and may be the better start.");
        }
    }
}
