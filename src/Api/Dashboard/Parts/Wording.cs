using System.Globalization;
using Clearsight.Domain;
using Clearsight.Domain.Metrics;
using Clearsight.Domain.Models;

namespace Clearsight.Api.Dashboard.Parts;

/// <summary>Numbers and times as people say them.</summary>
internal static class Wording
{
    public static string Duration(double seconds) => seconds switch
    {
        < 1 => "less than a second",
        < 90 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0} s"),
        < 90 * 60 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60:0} min"),
        < 48 * 3600 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:0.0} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds / 86400:0} days"),
    };

    public static string Ago(DateTimeOffset then, DateTimeOffset now) =>
        now - then < TimeSpan.FromSeconds(5) ? "just now" : $"{Duration((now - then).TotalSeconds)} ago";

    public static string Milliseconds(TimeSpan? time) => time is { TotalMilliseconds: var milliseconds }
        ? string.Create(CultureInfo.InvariantCulture, $"{milliseconds.ToString(milliseconds < 10 ? "0.0" : "0", CultureInfo.InvariantCulture)} ms")
        : "–";

    public static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.0} %");

    public static string Count(double number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    public static string Bytes(long bytes) => bytes switch
    {
        < 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes"),
        < 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.0} KB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0 / 1024.0:0.0} MB"),
    };

    public static string Time(DateTimeOffset at) => at.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>The first digits of a digest, which tell it apart well enough to look at.</summary>
    public static string ShortDigest(string digest) => digest.Length > 19 ? digest[..19] + "…" : digest;

    /// <summary>A job's or a model's metric with its unit.</summary>
    public static string Value(string key, double value) => key[(key.LastIndexOf('/') + 1)..] switch
    {
        "accuracy" => Percent(value),
        "psnr" or "noisyPsnr" => string.Create(CultureInfo.InvariantCulture, $"{value:0.00} dB"),
        "imagesPerSecond" => Count(value),
        _ => value.ToString("0.#####", CultureInfo.InvariantCulture),
    };

    /// <summary>The one number that says most of a version; null where it was registered without.</summary>
    public static string? KeyMetric(ModelManifest manifest) => ShortMetric(manifest) is not { } value ? null
        : manifest.Task == TaskKind.Classify ? $"{value} of the test images right" : $"{value} PSNR on the test images";

    /// <summary>The same without what it is of.</summary>
    public static string? ShortMetric(ModelManifest manifest)
    {
        var key = manifest.Task == TaskKind.Classify ? MetricKeys.TestAccuracy : MetricKeys.TestPsnr;
        return manifest.Metrics.TryGetValue(key, out var value) ? Value(key, value) : null;
    }
}
