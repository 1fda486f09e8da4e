using Clearsight.Domain;
using Clearsight.Learning.Checkpoints;
using Clearsight.Learning.Networks;
using Clearsight.Learning.Training;
using static TorchSharp.torch;

namespace Clearsight.Learning.Evaluation;

/// <summary>A finished classifier with its weights in memory. Lanes may ask it side by side.</summary>
internal sealed class LoadedClassifier : IDisposable
{
    private readonly Network _network;
    private readonly NetworkWeights _weights;

    /// <param name="purpose">What it does here, for the message: "judges restored images".</param>
    /// <exception cref="TrainingFailedException">Its weights cannot be read.</exception>
    public LoadedClassifier(FinishedClassifier model, string purpose)
    {
        _network = NetworkCatalog.Create(model.Network, model.Classes);
        try
        {
            _weights = NetworkWeights.From(_network, Safetensors.Read(model.Weights));
        }
        catch (Exception exception) when (exception is SafetensorsException or IOException)
        {
            throw new TrainingFailedException($"The classifier {model.Name}, which {purpose}, cannot be read: {exception.Message}", exception);
        }
    }

    /// <inheritdoc cref="Network.AnswersFromBothSides"/>
    public bool AnswersFromBothSides => _network.AnswersFromBothSides;

    /// <param name="images">Pixel values 0..1, [n, 1, height, width].</param>
    /// <param name="precision">What its convolutions compute in.</param>
    /// <returns>[n, classes], in the caller's dispose scope; not divided by the version's temperature.</returns>
    public Tensor Logits(Tensor images, ScalarType precision = ScalarType.Float32) => _network.Answer(_weights.Bind(precision), images);

    public void Dispose() => _weights.Dispose();
}
