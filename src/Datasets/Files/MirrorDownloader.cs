using System.Net;
using System.Security.Cryptography;
using System.Text;
using Clearsight.Datasets.Idx;
using Clearsight.Domain.Datasets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Clearsight.Datasets.Files;

/// <summary>
/// Brings a published file from the first mirror that has it: several attempts each, going on where a cut connection
/// (or an earlier process) left off, and nothing takes its final name before its digest was found right.
/// </summary>
internal sealed class MirrorDownloader(
    PartDownload part, IOptions<DataOptions> options, TimeProvider time, ILogger<MirrorDownloader> logger)
{
    /// <param name="mirrors">Folders on the web, in the order to try.</param>
    /// <param name="path">Where the file goes.</param>
    /// <param name="name">What progress and messages call it.</param>
    /// <returns>Null, or a sentence that says what went wrong last.</returns>
    public async Task<string?> DownloadAsync(
        PublishedFile file, IReadOnlyList<Uri> mirrors, string path, string name, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        var problem = "there is no mirror for it.";
        foreach (var mirror in mirrors)
        {
            var address = new Uri(mirror.AbsoluteUri.TrimEnd('/') + $"/{file.Name}.gz");
            var partPath = PartPath(path, address);
            for (var attempt = 1; attempt <= options.Value.Attempts; attempt++)
            {
                if (attempt > 1)
                {
                    await Task.Delay(options.Value.RetryDelay * Math.Pow(2, attempt - 2), time, cancellationToken);
                }

                var outcome = await AttemptAsync(file, address, partPath, name, progress, cancellationToken);
                if (outcome.Problem is null)
                {
                    File.Move(partPath, path, overwrite: true);
                    RemoveParts(path);
                    return null;
                }

                problem = $"{address.Host}: {outcome.Problem}";
                logger.LogWarning("Attempt {Attempt} to download {Address} failed: {Problem}", attempt, address, outcome.Problem);
                if (!outcome.WorthAnother)
                {
                    break;
                }
            }
        }

        return problem;
    }

    private async Task<Outcome> AttemptAsync(
        PublishedFile file, Uri address, string partPath, string name, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        var resumed = File.Exists(partPath);
        try
        {
            await part.FetchAsync(address, partPath, LongestCompression(file), name, progress, cancellationToken);
            await Task.Run(() => Verify(file, partPath, name, cancellationToken), cancellationToken);
            return new Outcome(null, WorthAnother: false);
        }
        catch (IdxFormatException wrong)
        {
            File.Delete(partPath);
            // The two halves may be of two versions of the mirror's file; a whole one that is wrong stays wrong.
            return new Outcome(wrong.Message, WorthAnother: resumed);
        }
        catch (HttpRequestException refused)
        {
            return new Outcome(Sentence(refused.Message), WorthAnother: refused.StatusCode is null || IsTransient(refused.StatusCode.Value));
        }
        catch (Exception broken) when (broken is TimeoutException or HttpIOException)
        {
            return new Outcome(Sentence(broken.Message), WorthAnother: true);
        }
    }

    private static void Verify(PublishedFile file, string partPath, string name, CancellationToken cancellationToken)
    {
        using var stream = File.OpenRead(partPath);
        file.Read(stream, name, cancellationToken);
    }

    private static bool IsTransient(HttpStatusCode status) =>
        status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;

    /// <summary>Deflate stores what it cannot compress at a cost of 5 bytes in 64 KB at most; the rest is room for gzip's header.</summary>
    private static long LongestCompression(PublishedFile file) => file.Length + (file.Length / 1_000) + 1_024;

    /// <summary>A partial file of each address, since mirrors compress the same content differently.</summary>
    private static string PartPath(string path, Uri address) =>
        $"{path}.{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(address.AbsoluteUri)).AsSpan(0, 4))}.part";

    private static void RemoveParts(string path)
    {
        foreach (var leftOver in Directory.EnumerateFiles(Path.GetDirectoryName(path)!, $"{Path.GetFileName(path)}.*.part"))
        {
            File.Delete(leftOver);
        }
    }

    private static string Sentence(string message) => message.EndsWith('.') ? message : $"{message}.";

    /// <param name="Problem">A sentence, or null for a file that is whole and right.</param>
    private sealed record Outcome(string? Problem, bool WorthAnother);
}
