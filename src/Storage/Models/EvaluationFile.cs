using System.Text.Json;
using Clearsight.Domain;
using Clearsight.Domain.Evaluation;
using Clearsight.Domain.Models;
using Clearsight.Storage.Database;

namespace Clearsight.Storage.Models;

/// <summary>The content of <c>evaluation.json</c> in a model version's folder: one of the two, by the model's task.</summary>
/// <param name="Format">1. A later form gets a higher number.</param>
public sealed record EvaluationFile(int Format, ClassifierEvaluation? Classifier, DenoiserEvaluation? Denoiser)
{
    public const int CurrentFormat = 1;

    /// <summary>Reads one that somebody else wrote.</summary>
    /// <exception cref="JsonException">It is no JSON, or has other fields than this format.</exception>
    /// <exception cref="InvalidRequestException">It is of a format that came later.</exception>
    public static EvaluationFile ParseStrictly(ReadOnlySpan<byte> json)
    {
        FileFormat.Check(json, CurrentFormat);
        return StorageJson.ReadStrictly<EvaluationFile>(json);
    }

    public static Task WriteAsync(string folder, ModelEvaluation evaluation, CancellationToken cancellationToken) => File.WriteAllTextAsync(
        Path.Combine(folder, ModelFiles.Evaluation),
        StorageJson.Write(new EvaluationFile(CurrentFormat, evaluation.Classifier, evaluation.Denoiser)),
        cancellationToken);

    /// <param name="path">Of the file itself.</param>
    /// <exception cref="InvalidDataException">It is not an evaluation, or one of a format that came later.</exception>
    public static async Task<ModelEvaluation> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var file = StorageJson.Read<EvaluationFile>(await File.ReadAllTextAsync(path, cancellationToken));
            return file.Format == CurrentFormat && (file.Classifier is null) != (file.Denoiser is null)
                ? new ModelEvaluation(file.Classifier, file.Denoiser)
                : throw new InvalidDataException($"'{path}' is no evaluation of format {CurrentFormat}.");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"'{path}' is no evaluation: {exception.Message}", exception);
        }
    }
}
