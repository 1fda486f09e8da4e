using System.Security.Cryptography;
using Clearsight.Domain.Datasets;
using Clearsight.Domain.Recipes;
using Clearsight.Learning.Training;

namespace Clearsight.Learning.Checkpoints;

/// <summary>Everything of a plan that decides the weights: a training only goes on from a checkpoint of equal origin.</summary>
/// <param name="Train">Digest of the train part.</param>
/// <param name="BaseWeights">Digest of the file that the weights started from.</param>
/// <param name="Teacher">Digest of the teacher's weights; a checkpoint of before there were teachers has none.</param>
internal sealed record CheckpointOrigin(
    string Network, int Classes, Hyperparameters Hyperparameters, string Train, string? BaseWeights, string? Teacher = null)
{
    public static CheckpointOrigin Of(TrainingPlan plan) => new(
        plan.Network,
        plan.Classes.Count,
        plan.Hyperparameters,
        DigestOf(plan.Train),
        plan.BaseWeights is null ? null : FileDigests.Of(plan.BaseWeights),
        plan.Teacher?.Digest);

    /// <summary>What is different in another origin, as text; empty for an equal one.</summary>
    public string DifferenceTo(CheckpointOrigin other)
    {
        var differences = HyperparameterTable.All
            .Where(range => !range.Read(Hyperparameters).Equals(range.Read(other.Hyperparameters)))
            .Select(range => $"{range.Name} {range.Read(Hyperparameters)} instead of {range.Read(other.Hyperparameters)}")
            .ToList();
        AddIfDifferent(differences, "network", Network, other.Network);
        AddIfDifferent(differences, "classes", Classes.ToString(), other.Classes.ToString());
        AddIfDifferent(differences, "training images", Train, other.Train);
        AddIfDifferent(differences, "base model", BaseWeights ?? "none", other.BaseWeights ?? "none");
        AddIfDifferent(differences, "teacher's weights", Teacher ?? "none", other.Teacher ?? "none");
        return string.Join(", ", differences);
    }

    private static void AddIfDifferent(List<string> differences, string name, string here, string there)
    {
        if (here != there)
        {
            differences.Add($"{name} {here} instead of {there}");
        }
    }

    private static string DigestOf(LabelledImages images)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        digest.AppendData(BitConverter.GetBytes(images.Height));
        digest.AppendData(BitConverter.GetBytes(images.Width));
        digest.AppendData(images.Labels);
        digest.AppendData(images.Pixels);
        return $"sha256:{Convert.ToHexStringLower(digest.GetHashAndReset())}";
    }
}
