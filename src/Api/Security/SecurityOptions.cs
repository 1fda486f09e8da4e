namespace Clearsight.Api.Security;

/// <summary>Section <c>Security</c>.</summary>
internal sealed class SecurityOptions
{
    public const string Section = "Security";

    /// <summary>
    /// Keys that callers may use: the key itself, or <c>sha256:</c> and the SHA-256 of the key in hexadecimal. Once read,
    /// only digests are kept.
    /// </summary>
    public IList<string> ApiKeys { get; } = [];

    /// <summary>Reading jobs, models and data sets needs the key too.</summary>
    public bool RequireKeyForReads { get; set; }

    /// <summary>Inference needs the key too.</summary>
    public bool RequireKeyForInference { get; set; }
}
