using System.IO.Compression;
using System.IO.Pipelines;
using System.Text.Json;
using Clearsight.Api.Contracts;
using Clearsight.Api.Problems;
using Clearsight.Serving.Inference;

namespace Clearsight.Api.Batches;

/// <summary>Writes cleaned pictures into a ZIP as they come, and after them what is to be told of images that could not be cleaned.</summary>
internal static class DenoisedBatchZip
{
    /// <summary>The entry that has the problems; no picture is called so, all of them end in <c>.png</c>.</summary>
    public const string Errors = "errors.json";

    /// <param name="problem">What is told of an image that has no answer.</param>
    public static async Task WriteAsync(
        IAsyncEnumerable<BatchOutcome<DenoisedImage>> outcomes,
        Func<Exception, Problem> problem,
        JsonSerializerOptions options,
        TimeProvider time,
        PipeWriter pipe,
        CancellationToken cancellationToken)
    {
        var sink = new PipeSink(pipe);
        var names = new ItemNames();
        var failed = new List<FailedItem>();
        // Not disposed when something goes wrong: its end would be the beginning of an answer.
        var zip = await ZipArchive.CreateAsync(sink, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancellationToken);
        await foreach (var outcome in outcomes.WithCancellation(cancellationToken))
        {
            if (outcome.Answer is { } cleaned)
            {
                await AddAsync(zip, names.OfPng(outcome.Name), outcome.Name, cleaned.Png, time, cancellationToken);
                await sink.FlushAsync(cancellationToken);
            }
            else
            {
                failed.Add(new FailedItem(outcome.Name, problem(outcome.Problem!)));
            }
        }

        if (failed.Count > 0)
        {
            var errors = JsonSerializer.SerializeToUtf8Bytes(new FailedItems(failed), options);
            await AddAsync(zip, Errors, item: Errors, errors, time, cancellationToken);
        }

        await zip.DisposeAsync();
    }

    private static async Task AddAsync(
        ZipArchive zip, string name, string item, ReadOnlyMemory<byte> content, TimeProvider time, CancellationToken cancellationToken)
    {
        // A PNG does not get smaller, but readers that go through a ZIP forward need to see an entry's end, which a stored one does not show.
        var entry = zip.CreateEntry(name, CompressionLevel.Fastest);
        entry.LastWriteTime = time.GetUtcNow();
        if (name != item)
        {
            entry.Comment = $"from {item}";
        }

        await using var stream = await entry.OpenAsync(cancellationToken);
        await stream.WriteAsync(content, cancellationToken);
    }
}
