using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Clearsight.Domain;
using Clearsight.Domain.Evaluation;
using Clearsight.Domain.Models;
using Clearsight.Storage.Database;

namespace Clearsight.Storage.Models;

/// <summary>The content of <c>evaluation.json</c> in a model version's folder: one of the two, by the model's task.</summary>
/// <param name="Format">2; 1 had no intervals beside the accuracy's. A later form gets a higher number.</param>
public sealed record EvaluationFile(int Format, ClassifierEvaluation? Classifier, DenoiserEvaluation? Denoiser)
{
    public const int CurrentFormat = 2;
    private const int FirstFormat = 1;

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
    public static async Task<ModelEvaluation> ReadAsync(string path, CancellationToken cancellationToken) =>
        Parse(path, await File.ReadAllBytesAsync(path, cancellationToken));

    /// <summary>For those who decide by it: what somebody put in its place is not taken for it.</summary>
    /// <param name="digest">What the file had when the version was registered, <c>sha256:…</c>.</param>
    /// <exception cref="InvalidDataException">It is not that file, not an evaluation, or one of a format that came later.</exception>
    public static async Task<ModelEvaluation> ReadAsync(string path, string digest, CancellationToken cancellationToken)
    {
        var content = await File.ReadAllBytesAsync(path, cancellationToken);
        return Durable.Digest(SHA256.HashData(content)) == digest
            ? Parse(path, content)
            : throw new InvalidDataException($"'{path}' is not the file that was registered.");
    }

    private static ModelEvaluation Parse(string path, byte[] content)
    {
        try
        {
            var file = StorageJson.Read<EvaluationFile>(Encoding.UTF8.GetString(content));
            return file.Format is >= FirstFormat and <= CurrentFormat && (file.Classifier is null) != (file.Denoiser is null)
                ? new ModelEvaluation(file.Classifier, file.Denoiser)
                : throw new InvalidDataException($"'{path}' is no evaluation of format {FirstFormat} to {CurrentFormat}.");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"'{path}' is no evaluation: {exception.Message}", exception);
        }
    }
}
