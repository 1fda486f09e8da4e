using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Clearsight.Api.Uploads;
using Clearsight.Domain;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Clearsight.Api.Batches;

/// <summary>
/// A batch as it comes in: the parts <c>image</c> of a form, or a ZIP, which is the body or the form's only part. It is
/// received as fast as the client sends, into a file; parts of a form can be had from there while others are still to come,
/// a ZIP once it is complete, since its directory is at its end.
/// </summary>
internal sealed class BatchUpload : IAsyncDisposable
{
    // The second is what Windows calls it; the third is whatever the bytes are.
    private static readonly string[] ZipTypes = ["application/zip", "application/x-zip-compressed", "application/octet-stream"];

    private readonly Spool _spool;
    private readonly BatchLimits _limits;
    private readonly Channel<FormPart> _parts = Channel.CreateUnbounded<FormPart>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private readonly CancellationTokenSource _ending;
    private ZipEntries? _zip;

    /// <summary>Starts to receive.</summary>
    /// <exception cref="UnsupportedContentException">The content type is neither a form nor a ZIP.</exception>
    public BatchUpload(HttpRequest request, BatchLimits limits, CancellationToken cancellationToken)
    {
        var type = ContentType(request);
        _limits = limits;
        _spool = Spool.Create(limits.Folder);
        _ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Received = ReceiveAsync(request, type, _ending.Token);
    }

    /// <summary>Ends when all has come in and is well-formed. A batch that is not fails with what is wrong with it.</summary>
    public Task Received { get; }

    /// <summary>In the order of the request. Fails as <see cref="Received"/> does.</summary>
    public async IAsyncEnumerable<BatchItem> ItemsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var names = new ItemNames();
        await foreach (var part in _parts.Reader.ReadAllAsync(cancellationToken))
        {
            var name = names.OfFile(part.FileName);
            yield return part.Content.Length > _limits.ImageBytes
                ? new BatchItem(name, Bytes: null, TooLarge(_limits.ImageBytes))
                : new BatchItem(name, await _spool.ReadAsync(part.Content, cancellationToken));
        }

        if (_zip is not null)
        {
            await foreach (var item in _zip.ItemsAsync(cancellationToken))
            {
                yield return item;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await Received.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_zip is not null)
        {
            await _zip.DisposeAsync();
        }

        await _spool.DisposeAsync();
        _ending.Dispose();
    }

    /// <returns>Null where the request names none, which stands for bytes of any kind (RFC 9110, 8.3).</returns>
    /// <exception cref="UnsupportedContentException">It is neither a form nor a ZIP.</exception>
    public static MediaTypeHeaderValue? ContentType(HttpRequest request)
    {
        if (string.IsNullOrEmpty(request.ContentType))
        {
            return null;
        }

        return MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && (ZipTypes.Contains(type.MediaType.Value, StringComparer.OrdinalIgnoreCase) || MultipartField.IsMultipart(type))
            ? type
            : throw new UnsupportedContentException(
                "Send the images as multipart fields 'image', or a ZIP of them as the body with 'Content-Type: application/zip'; "
                + $"'{request.ContentType}' is not taken here.");
    }

    public static TooLargeException TooMany(int maximum) =>
        new($"The batch has more than {maximum} images, the most that are taken at once; send the others in another one.");

    public static TooLargeException TooLarge(int maximum) => new($"The image is larger than {maximum} bytes, the most that one may have.");

    private async Task ReceiveAsync(HttpRequest request, MediaTypeHeaderValue? type, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(_limits.Batch.UploadSeconds), _limits.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            // Whoever begins an upload is not to wait for its first bytes.
            await Task.Yield();
            if (type is not null && MultipartField.IsMultipart(type))
            {
                await MultipartField.ReadingAsync(request.Body, type, reader => ReceiveFormAsync(reader, either.Token));
            }
            else
            {
                await ReceiveZipAsync(request.Body, either.Token);
            }

            _parts.Writer.Complete();
        }
        catch (Exception exception)
        {
            var problem = exception is OperationCanceledException && deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested
                ? new BadHttpRequestException("The batch did not come in within its time.", StatusCodes.Status408RequestTimeout)
                : exception;
            _parts.Writer.Complete(problem);
            if (problem != exception)
            {
                throw problem;
            }

            throw;
        }
    }

    private async Task ReceiveZipAsync(Stream body, CancellationToken cancellationToken)
    {
        var maximum = _limits.Batch.MaximumBytes;
        var zip = await _spool.AppendAsync(body, maximum, maximum, cancellationToken);
        if (!zip.IsZip)
        {
            throw zip.Length == 0
                ? new MalformedRequestException("The batch is empty: the body has no bytes.")
                : new UnsupportedContentException("The body is not a ZIP; send one as 'application/zip', or images as the fields 'image' of a form.");
        }

        await OpenZipAsync(zip, cancellationToken);
    }

    private async Task ReceiveFormAsync(MultipartReader reader, CancellationToken cancellationToken)
    {
        FormPart? zip = null;
        var count = 0;
        for (; await reader.ReadNextSectionAsync(cancellationToken) is { } section; count++)
        {
            if (count == _limits.Batch.MaximumItems)
            {
                throw TooMany(_limits.Batch.MaximumItems);
            }

            var fileName = FileName(section);
            var most = count == 0 ? _limits.Batch.MaximumBytes : _limits.ImageBytes;
            var part = new FormPart(fileName, await _spool.AppendAsync(section.Body, _limits.ImageBytes, most, cancellationToken));
            if (count == 0 && part.Content.IsZip)
            {
                // It is the batch if nothing follows, and no image otherwise, as its reader will find.
                zip = part;
                continue;
            }

            if (zip is not null)
            {
                _parts.Writer.TryWrite(zip);
                zip = null;
            }

            _parts.Writer.TryWrite(part);
        }

        if (count == 0)
        {
            throw new MalformedRequestException("The batch is empty: the multipart body has no field 'image'.");
        }

        if (zip is not null)
        {
            await OpenZipAsync(zip.Content, cancellationToken);
        }
    }

    private async Task OpenZipAsync(SpooledPart zip, CancellationToken cancellationToken)
    {
        if (zip.Length > _limits.Batch.MaximumBytes)
        {
            throw new TooLargeException($"The body is larger than {_limits.Batch.MaximumBytes} bytes, the most that is taken here.");
        }

        _zip = await ZipEntries.OpenAsync(_spool.Content, _limits.Batch, _limits.ImageBytes, cancellationToken);
    }

    /// <exception cref="MalformedRequestException">The part is not called <c>image</c>.</exception>
    private static string? FileName(MultipartSection section)
    {
        var disposition = section.GetContentDispositionHeader();
        var field = disposition is null ? null : HeaderUtilities.RemoveQuotes(disposition.Name).Value;
        if (disposition is null || field != ImageUpload.Field)
        {
            throw new MalformedRequestException(
                $"The multipart body has a field '{field}'; a batch has fields 'image' only, each an image, or one that is a ZIP of them.");
        }

        return (disposition.FileNameStar.HasValue ? disposition.FileNameStar : HeaderUtilities.RemoveQuotes(disposition.FileName)).Value;
    }

    private sealed record FormPart(string? FileName, SpooledPart Content);
}

/// <param name="ImageBytes">Bytes that one image may have.</param>
/// <param name="Folder">Where a batch lies while it is worked on.</param>
internal sealed record BatchLimits(BatchOptions Batch, int ImageBytes, string Folder, TimeProvider Time);
