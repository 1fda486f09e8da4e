using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Clearsight.Domain;
using Clearsight.Domain.Metrics;
using Clearsight.Learning.Training;

namespace Clearsight.Learning.Checkpoints;

/// <summary>
/// The checkpoints of one training, a folder each: <c>weights.safetensors</c>, <c>optimizer.safetensors</c>,
/// <c>checkpoint.json</c> and their digests. The last two and that of the best epoch are kept. Each is written under
/// another name, brought to the disk and renamed, so that a crash leaves a whole one or none.
/// </summary>
internal sealed partial class CheckpointFolder(string path)
{
    private const string Weights = "weights.safetensors";
    private const string Optimizer = "optimizer.safetensors";
    private const string State = "checkpoint.json";
    private const string Unfinished = "unfinished";
    private const int Kept = 2;
    private static readonly string[] Files = [Weights, Optimizer, State];

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private sealed record Saved(CheckpointOrigin Origin, TrainingPosition Position, IReadOnlyList<Metric> Metrics);

    public void Write(Checkpoint checkpoint)
    {
        var unfinished = Path.Combine(path, Unfinished);
        DeleteFolder(unfinished);
        Directory.CreateDirectory(unfinished);
        Safetensors.WriteFile(Path.Combine(unfinished, Weights), checkpoint.Weights);
        Safetensors.WriteFile(Path.Combine(unfinished, Optimizer), checkpoint.Optimizer);
        var saved = new Saved(checkpoint.Origin, checkpoint.Position, checkpoint.Metrics);
        DurableFile.Write(Path.Combine(unfinished, State), JsonSerializer.SerializeToUtf8Bytes(saved, Json));
        FileDigests.Write(unfinished, Files);

        var target = Path.Combine(path, checkpoint.Name);
        DeleteFolder(target); // A damaged one that was passed over.
        Directory.Move(unfinished, target);
        ThinOut(checkpoint);
    }

    /// <summary>The newest checkpoint that is whole and whose best epoch's checkpoint is whole; null when there is none.</summary>
    /// <param name="passedOver">Hears of each damaged checkpoint on the way.</param>
    /// <exception cref="TrainingFailedException">It was made by another plan.</exception>
    public Checkpoint? Newest(CheckpointOrigin origin, Action<string> passedOver)
    {
        foreach (var name in Names().OrderDescending(StringComparer.Ordinal))
        {
            if (TryRead(name) is not { } checkpoint || !IsBestWhole(checkpoint.Position))
            {
                passedOver(name);
                continue;
            }

            var difference = checkpoint.Origin.DifferenceTo(origin);
            return difference.Length == 0
                ? checkpoint
                : throw new TrainingFailedException($"The checkpoints of this job come from another training: {difference}. A new job starts afresh.");
        }

        return null;
    }

    /// <summary>The checkpoint that an epoch ended with.</summary>
    /// <exception cref="TrainingFailedException">It is damaged or gone.</exception>
    public Checkpoint AtEndOf(int epoch) => TryRead(Checkpoint.NameOf(epoch, batch: 0))
        ?? throw new TrainingFailedException($"The checkpoint of epoch {epoch} is damaged or gone.");

    private bool IsBestWhole(TrainingPosition position) =>
        position.Best is null || FileDigests.AreRight(Path.Combine(path, Checkpoint.NameOf(position.Best.Epoch, batch: 0)), Files);

    private Checkpoint? TryRead(string name)
    {
        var folder = Path.Combine(path, name);
        if (!FileDigests.AreRight(folder, Files))
        {
            return null;
        }

        try
        {
            var saved = JsonSerializer.Deserialize<Saved>(File.ReadAllBytes(Path.Combine(folder, State)), Json);
            return saved is null
                ? null
                : new Checkpoint(
                    saved.Origin,
                    saved.Position,
                    saved.Metrics,
                    Safetensors.Read(Path.Combine(folder, Weights)),
                    Safetensors.Read(Path.Combine(folder, Optimizer)));
        }
        catch (Exception exception) when (exception is JsonException or SafetensorsException)
        {
            return null;
        }
    }

    /// <summary>Leaves the newest ones and the best, and none that is further than the training: those were damaged, and passed over.</summary>
    private void ThinOut(Checkpoint written)
    {
        var best = written.Position.Best is { } epoch ? Checkpoint.NameOf(epoch.Epoch, batch: 0) : null;
        var reached = Names().Where(name => string.CompareOrdinal(name, written.Name) <= 0).ToList();
        var kept = reached.TakeLast(Kept).Append(best).ToHashSet();
        foreach (var name in Names().Where(name => !kept.Contains(name)))
        {
            DeleteFolder(Path.Combine(path, name));
        }
    }

    /// <summary>Oldest first.</summary>
    private string[] Names() => Directory.Exists(path)
        ? [.. new DirectoryInfo(path).EnumerateDirectories().Select(folder => folder.Name).Where(name => NamePattern().IsMatch(name)).Order(StringComparer.Ordinal)]
        : [];

    private static void DeleteFolder(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [GeneratedRegex(@"\Aepoch-[0-9]{4}(-batch-[0-9]{7})?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NamePattern();
}
