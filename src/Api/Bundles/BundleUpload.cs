using Clearsight.Api.Uploads;
using Clearsight.Domain;
using Microsoft.Net.Http.Headers;

namespace Clearsight.Api.Bundles;

/// <summary>Takes the bundle of a request, the body itself or its multipart field <c>bundle</c>, onto the disk.</summary>
internal static class BundleUpload
{
    public const string Field = "bundle";

    private const int BufferSize = 80 * 1024;

    // The one with x- is what browsers on Windows say.
    private static readonly string[] Types = ["application/zip", "application/x-zip-compressed", "application/octet-stream"];

    /// <param name="path">Of a file that does not exist yet.</param>
    /// <param name="maximum">Bytes that the whole body may have.</param>
    /// <returns>The file.</returns>
    /// <exception cref="UnsupportedContentException">The content type is neither that of an archive nor multipart.</exception>
    /// <exception cref="TooLargeException">The body is larger than <paramref name="maximum"/>.</exception>
    /// <exception cref="MalformedRequestException">The body is empty, or a multipart body that is broken or has not exactly one field <c>bundle</c>.</exception>
    public static async Task<FileStream> ReceiveAsync(HttpRequest request, string path, int maximum, CancellationToken cancellationToken)
    {
        var type = ContentType(request);
        PooledBody.Limit(request, maximum);
        return type is { } multipart && MultipartField.IsMultipart(multipart)
            ? await MultipartField.ReadAsync(request.Body, multipart, Field, bundle => SaveAsync(bundle, path, maximum, cancellationToken), cancellationToken)
            : await SaveAsync(request.Body, path, maximum, cancellationToken);
    }

    private static MediaTypeHeaderValue? ContentType(HttpRequest request)
    {
        if (string.IsNullOrEmpty(request.ContentType))
        {
            return null;
        }

        if (MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && (Types.Contains(type.MediaType.Value, StringComparer.OrdinalIgnoreCase) || MultipartField.IsMultipart(type)))
        {
            return type;
        }

        throw new UnsupportedContentException(
            $"Send the bundle as the body with 'Content-Type: application/zip', or as the multipart field '{Field}'; '{request.ContentType}' is not taken here.");
    }

    private static async Task<FileStream> SaveAsync(Stream body, string path, int maximum, CancellationToken cancellationToken)
    {
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
        try
        {
            var buffer = new byte[BufferSize];
            for (int read; (read = await body.ReadAsync(buffer, cancellationToken)) > 0;)
            {
                await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                if (file.Length > maximum)
                {
                    throw PooledBody.TooLarge(maximum);
                }
            }

            return file.Length > 0 ? file : throw new MalformedRequestException("The body is empty; send a bundle.zip.");
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }
}
