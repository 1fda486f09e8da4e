using System.Text.Json;

namespace Clearsight.Domain.Recipes;

/// <summary>A named way to train: task, network, data set and hyperparameters that are known to work together.</summary>
/// <param name="Id">Stable; clients send it.</param>
/// <param name="ModelName">The model that a job's versions go under when the request names none.</param>
/// <param name="Overridable">Names of the hyperparameters that mean something to this recipe.</param>
/// <param name="NeedsBaseModel">The network takes over the encoder of another model version, unless it is trained from scratch.</param>
public sealed record Recipe(
    string Id,
    string Title,
    string Description,
    TaskKind Task,
    string Network,
    string Dataset,
    string ModelName,
    Hyperparameters Defaults,
    IReadOnlyList<string> Overridable,
    bool NeedsBaseModel = false)
{
    public IEnumerable<HyperparameterRange> Ranges => HyperparameterTable.All.Where(range => Overridable.Contains(range.Name))
        .Select(range => range.Name == HyperparameterTable.LossOfPixels.Name && NetworkIds.RestoresImpulses(Network) ? HyperparameterTable.LossOfPixels : range);

    /// <summary>The recipe's hyperparameters with a request's overrides.</summary>
    /// <param name="overrides">JSON values by name.</param>
    /// <exception cref="InvalidRequestException">All names and values that are not allowed, at once.</exception>
    public Hyperparameters Resolve(IReadOnlyDictionary<string, JsonElement> overrides)
    {
        var violations = new List<Violation>();
        var resolved = Defaults;
        foreach (var (name, json) in overrides)
        {
            var pointer = JsonPointer.To("hyperparameters", name);
            var range = Ranges.FirstOrDefault(candidate => candidate.Name == name);
            if (range is null)
            {
                violations.Add(new Violation(pointer, $"Recipe '{Id}' has no hyperparameter '{name}'; it has: {string.Join(", ", Overridable)}."));
            }
            else if (Value(range, json) is { } value)
            {
                resolved = range.Replace(resolved, value);
            }
            else
            {
                violations.Add(new Violation(pointer, range.Rule));
            }
        }

        if (resolved is { TrainLimit: > 0, SamplesPerClass: > 0 })
        {
            violations.Add(new Violation(
                "/hyperparameters/samplesPerClass", "samplesPerClass and trainLimit both say which images to train on; leave one of them at 0."));
        }

        if (resolved.NoiseDensityMax != 0 && resolved.NoiseDensityMax < resolved.NoiseDensity)
        {
            violations.Add(new Violation("/hyperparameters/noiseDensityMax", "noiseDensityMax must be 0 or at least noiseDensity."));
        }

        return violations.Count == 0 ? resolved : throw new InvalidRequestException(violations);
    }

    /// <summary>Whether a training with these hyperparameters cannot do without another model version to start from.</summary>
    public bool TakesOver(Hyperparameters hyperparameters) => NeedsBaseModel && hyperparameters.Encoder != EncoderUse.Scratch;

    /// <summary>The value in the range's own type, or null where it is not allowed.</summary>
    private static object? Value(HyperparameterRange range, JsonElement json) => range.Kind switch
    {
        HyperparameterKind.Integer when json.ValueKind == JsonValueKind.Number && json.TryGetInt64(out var whole)
            && whole >= range.Minimum && whole <= range.Maximum => whole,
        HyperparameterKind.Number when json.ValueKind == JsonValueKind.Number && json.TryGetDouble(out var number)
            && number >= range.Minimum && number <= range.Maximum => number,
        HyperparameterKind.Choice when Text(json) is { } text && range.Choices.Contains(text) => text,
        HyperparameterKind.Model when Text(json) is { } text => HyperparameterRange.ModelVersion(text),
        HyperparameterKind.Flag when json.ValueKind is JsonValueKind.True or JsonValueKind.False => json.GetBoolean(),
        _ => null,
    };

    private static string? Text(JsonElement json)
    {
        try
        {
            return json.ValueKind == JsonValueKind.String ? json.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair: valid JSON, but no text, which the reader notices only when it is asked for it.
            return null;
        }
    }
}
