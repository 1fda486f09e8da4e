using System.Globalization;
using System.Text.RegularExpressions;

namespace Clearsight.Storage.Artifacts;

/// <summary>
/// The key of a checkpoint's file: <c>jobs/{id}/checkpoints-{attempt}/{name}/{file}</c>. Each attempt writes under its own
/// number only, so one that was taken for lost can do nothing to what a later one has.
/// </summary>
/// <param name="Attempt">0 for what has no number, of a version of the program that did not tell attempts apart.</param>
internal sealed partial record CheckpointKey(string JobId, int Attempt, string Name, string File)
{
    /// <summary>Brought up last, and taken down first: a checkpoint without it is none.</summary>
    public const string Seal = "SHA256SUMS";

    /// <summary>Of its folder: at the end of an epoch, or in the middle of one.</summary>
    private const string NameForm = "epoch-[0-9]{4}(-batch-[0-9]{7})?";

    public bool IsSeal => File == Seal;

    public string Text => Prefix(JobId, Attempt) + Name + "/" + File;

    public static string Prefix(string jobId, int attempt) => string.Create(
        CultureInfo.InvariantCulture, $"jobs/{jobId}/{StorageLayout.Checkpoints}{(attempt == 0 ? "" : $"-{attempt}")}/");

    /// <summary>Null for everything else: what it gives becomes a path.</summary>
    public static CheckpointKey? Parse(string key) => Pattern().Match(key) is { Success: true } match
        ? new CheckpointKey(
            match.Groups["job"].Value,
            match.Groups["attempt"].Success ? int.Parse(match.Groups["attempt"].Value, CultureInfo.InvariantCulture) : 0,
            match.Groups["name"].Value,
            match.Groups["file"].Value)
        : null;

    public static bool IsName(string folder) => NamePattern().IsMatch(folder);

    [GeneratedRegex(@"\Ajobs/(?<job>[0-9a-f]{32})/checkpoints(-(?<attempt>[1-9][0-9]{0,8}))?/(?<name>" + NameForm + @")/(?<file>[A-Za-z0-9]+(\.[a-z]+)?)\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();

    [GeneratedRegex(@"\A" + NameForm + @"\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NamePattern();
}
