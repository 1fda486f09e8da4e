using System.Buffers;
using Clearsight.Domain;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Clearsight.Api.Uploads;

/// <summary>The image of a request, in a pooled buffer: the body itself, or its multipart field <c>image</c>.</summary>
internal sealed class ImageUpload : IDisposable
{
    public const string Field = "image";
    private const int SmallestBuffer = 16 * 1024;
    private byte[] _buffer;
    private int _length;

    private ImageUpload(long? expected, int maximum) =>
        // One byte more than expected, so that the end is seen without growing; of a claim no more than the limit is believed.
        _buffer = ArrayPool<byte>.Shared.Rent((int)Math.Clamp((expected ?? 0) + 1, SmallestBuffer, Math.Max(SmallestBuffer, maximum + 1L)));

    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, _length);

    /// <param name="maximum">Bytes that the whole body may have.</param>
    /// <exception cref="UnsupportedContentException">The content type is neither an image nor multipart.</exception>
    /// <exception cref="TooLargeException">The body is larger than <paramref name="maximum"/>.</exception>
    /// <exception cref="MalformedRequestException">The multipart body is broken, or has not exactly one field <c>image</c>.</exception>
    public static async Task<ImageUpload> ReadAsync(HttpRequest request, int maximum, CancellationToken cancellationToken)
    {
        var type = ContentType(request);
        Limit(request, maximum);
        return type is { } multipart && IsMultipart(multipart)
            ? await MultipartImage.ReadAsync(request.Body, multipart, maximum, cancellationToken)
            : await ReadAsync(request.Body, request.ContentLength, maximum, cancellationToken);
    }

    /// <param name="expected">The length, where it is known.</param>
    internal static async Task<ImageUpload> ReadAsync(Stream body, long? expected, int maximum, CancellationToken cancellationToken)
    {
        var upload = new ImageUpload(expected, maximum);
        try
        {
            for (var read = -1; read != 0;)
            {
                upload.Grow();
                read = await body.ReadAsync(upload._buffer.AsMemory(upload._length), cancellationToken);
                upload._length += read;
                if (upload._length > maximum)
                {
                    throw TooLarge(maximum);
                }
            }

            return upload;
        }
        catch
        {
            upload.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        var buffer = _buffer;
        (_buffer, _length) = ([], 0);
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <returns>Null where the request names none, which stands for bytes of any kind (RFC 9110, 8.3).</returns>
    private static MediaTypeHeaderValue? ContentType(HttpRequest request)
    {
        if (string.IsNullOrEmpty(request.ContentType))
        {
            return null;
        }

        if (MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && (type.Type == "image" || type.MediaType == "application/octet-stream" || IsMultipart(type)))
        {
            return type;
        }

        throw new UnsupportedContentException(
            "Send the image as the multipart field 'image', or as the body with 'Content-Type: image/png' (any image/*) or "
            + $"'application/octet-stream'; '{request.ContentType}' is not taken here.");
    }

    private static bool IsMultipart(MediaTypeHeaderValue type) => type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase);

    private static void Limit(HttpRequest request, int maximum)
    {
        var isTooLarge = request.ContentLength > maximum;
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            // A refused body is read away by the server, without a limit: cut off, the client would never see the answer.
            limit.MaxRequestBodySize = isTooLarge ? null : maximum;
        }

        if (isTooLarge)
        {
            throw TooLarge(maximum);
        }
    }

    private static TooLargeException TooLarge(int maximum) => new($"The body is larger than {maximum} bytes, the most that is taken here.");

    private void Grow()
    {
        if (_length < _buffer.Length)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
