using Clearsight.Domain;
using Microsoft.Net.Http.Headers;

namespace Clearsight.Api.Uploads;

/// <summary>Finds the image of a request: the body itself, or its multipart field <c>image</c>.</summary>
internal static class ImageUpload
{
    public const string Field = "image";

    /// <param name="maximum">Bytes that the whole body may have.</param>
    /// <exception cref="UnsupportedContentException">The content type is neither an image nor multipart.</exception>
    /// <exception cref="TooLargeException">The body is larger than <paramref name="maximum"/>.</exception>
    /// <exception cref="MalformedRequestException">The multipart body is broken, or has not exactly one field <c>image</c>.</exception>
    public static async Task<PooledBody> ReadAsync(HttpRequest request, int maximum, CancellationToken cancellationToken)
    {
        var type = ContentType(request);
        PooledBody.Limit(request, maximum);
        return type is { } multipart && MultipartField.IsMultipart(multipart)
            ? await MultipartField.ReadAsync(
                request.Body, multipart, Field, image => PooledBody.ReadAsync(image, expected: null, maximum, cancellationToken), cancellationToken)
            : await PooledBody.ReadAsync(request.Body, request.ContentLength, maximum, cancellationToken);
    }

    /// <returns>Null where the request names none, which stands for bytes of any kind (RFC 9110, 8.3).</returns>
    private static MediaTypeHeaderValue? ContentType(HttpRequest request)
    {
        if (string.IsNullOrEmpty(request.ContentType))
        {
            return null;
        }

        if (MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && (type.Type.Equals("image", StringComparison.OrdinalIgnoreCase)
                || type.MediaType.Equals("application/octet-stream", StringComparison.OrdinalIgnoreCase) || MultipartField.IsMultipart(type)))
        {
            return type;
        }

        throw new UnsupportedContentException(
            "Send the image as the multipart field 'image', or as the body with 'Content-Type: image/png' (any image/*) or "
            + $"'application/octet-stream'; '{request.ContentType}' is not taken here.");
    }
}
