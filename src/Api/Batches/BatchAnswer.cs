using System.IO.Pipelines;
using Clearsight.Api.Uploads;
using Clearsight.Domain;
using Clearsight.Serving.Images;
using Clearsight.Storage;
using Microsoft.Extensions.Options;

namespace Clearsight.Api.Batches;

/// <summary>
/// Receives a batch, has it worked on and answers it, all three at once. But the answer begins only when the batch has come
/// in whole: what is wrong with it has a status of its own then, whatever was worked out already, and a client that reads
/// nothing before it has sent everything, as most do over HTTP/1.1, never waits for us while we wait for it.
/// </summary>
internal sealed class BatchAnswer(
    BatchPlaces places, BatchRun run, StorageLayout storage, IOptions<BatchOptions> limits, IOptions<ImageOptions> images, TimeProvider time)
{
    // How much of the answer is held back until then, or is ahead of a client that reads slowly. A megabyte is a batch of a
    // thousand classifications; where more is ready, inference waits.
    private static readonly PipeOptions Ahead = new(
        pauseWriterThreshold: 1024 * 1024, resumeWriterThreshold: 512 * 1024, minimumSegmentSize: 16 * 1024, useSynchronizationContext: false);

    /// <summary>
    /// Says what may come; to be called first. Whatever the batch is refused for after that, the server reads it away up to
    /// its own limit: a client whose body is cut off would see a broken connection instead of the answer.
    /// </summary>
    /// <exception cref="UnsupportedContentException">The content type is neither a form nor a ZIP.</exception>
    /// <exception cref="TooLargeException">The body says itself that it is too large.</exception>
    public void Expect(HttpRequest request)
    {
        PooledBody.Limit(request, limits.Value.MaximumBytes);
        BatchUpload.ContentType(request);
    }

    /// <param name="infer">From an image's bytes to its answer.</param>
    /// <param name="begin">Sets the headers, when the answer begins.</param>
    /// <param name="write">Writes the answer. What goes wrong before the first flush of the pipe has its status.</param>
    public async Task SendAsync<T>(
        HttpContext context,
        Func<ReadOnlyMemory<byte>, CancellationToken, Task<T>> infer,
        Action<HttpResponse> begin,
        Func<IAsyncEnumerable<BatchOutcome<T>>, PipeWriter, CancellationToken, Task> write,
        CancellationToken cancellationToken)
        where T : class
    {
        using var place = places.Enter();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var upload = new BatchUpload(
            context.Request, new BatchLimits(limits.Value, images.Value.MaximumBytes, storage.Root, time), ending.Token);
        var pipe = new Pipe(Ahead);
        var writing = WriteAsync(
            pipe.Writer, () => write(run.InOrderAsync(upload.ItemsAsync(ending.Token), infer, ending.Token), pipe.Writer, ending.Token));
        try
        {
            // Whichever comes first: a batch that is refused at its first image need not come in whole.
            await await Task.WhenAny(upload.Received, writing);
            await upload.Received;
            var first = await pipe.Reader.ReadAsync(ending.Token);
            pipe.Reader.AdvanceTo(first.Buffer.Start);
            begin(context.Response);
            await pipe.Reader.CopyToAsync(context.Response.BodyWriter, ending.Token);
            await writing;
        }
        finally
        {
            await ending.CancelAsync();
            await pipe.Reader.CompleteAsync();
            await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task WriteAsync(PipeWriter pipe, Func<Task> write)
    {
        try
        {
            await write();
            await pipe.CompleteAsync();
        }
        catch (Exception exception)
        {
            await pipe.CompleteAsync(exception);
            throw;
        }
    }
}
