using System.ComponentModel.DataAnnotations;

namespace Clearsight.Datasets.Files;

/// <summary>Where data sets come from (section <c>Data</c>).</summary>
public sealed class DataOptions : IValidatableObject
{
    public const string Section = "Data";

    /// <summary>Holds a folder for each data set with its files; relative to the current directory.</summary>
    [Required]
    public string Directory { get; set; } = "data";

    /// <summary>Whether files that are missing there may be downloaded.</summary>
    public bool Download { get; set; } = true;

    /// <summary>
    /// By data set: the folders on the web to try instead of the built-in ones, in this order. They need not be
    /// trusted, for what comes from them is checked against its published digest.
    /// </summary>
    public Dictionary<string, string[]> Mirrors { get; set; } = [];

    /// <summary>How often each mirror is tried.</summary>
    [Range(1, 10)]
    public int Attempts { get; set; } = 3;

    /// <summary>The pause before the second attempt; it doubles before each further one.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a mirror may send nothing before the attempt counts as failed.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan StallTimeout { get; set; } = TimeSpan.FromSeconds(30);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var (name, addresses) in Mirrors)
        {
            if (!DatasetCatalog.Published.Any(dataset => dataset.Name == name))
            {
                var known = string.Join(", ", DatasetCatalog.Published.Select(dataset => dataset.Name));
                yield return new ValidationResult($"{Section}:{nameof(Mirrors)} names '{name}', but what can be downloaded is: {known}.");
            }

            foreach (var address in addresses.Where(address => !IsAllowed(address)))
            {
                yield return new ValidationResult($"{Section}:{nameof(Mirrors)}:{name} has '{address}', which is not an https address (http is for loopback only).");
            }
        }
    }

    private static bool IsAllowed(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback));
}
