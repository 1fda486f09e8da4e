using Clearsight.Api.Contracts;
using Clearsight.Domain;
using Clearsight.Domain.Models;
using Clearsight.Serving.Models;

namespace Clearsight.Api.InferenceProtocol;

/// <summary>The tensors that a model version takes and gives.</summary>
internal sealed record ModelSignature(ModelReference Model, TensorMetadata Input, IReadOnlyList<TensorMetadata> Outputs)
{
    /// <summary>The one datatype of all of them: 32 bits, IEEE 754.</summary>
    public const string Datatype = "FP32";

    public static ModelSignature Of(ModelVersion version)
    {
        var manifest = version.Manifest;
        return new ModelSignature(
            version.Reference,
            new TensorMetadata(ModelContract.Images, Datatype, manifest.InputShape),
            manifest.Task == TaskKind.Denoise
                ? [new TensorMetadata(ModelContract.Denoised, Datatype, manifest.OutputShape)]
                :
                [
                    new TensorMetadata(ModelContract.Probabilities, Datatype, manifest.OutputShape, manifest.Classes),
                    new TensorMetadata(ModelContract.Logits, Datatype, manifest.OutputShape, manifest.Classes),
                ]);
    }
}
