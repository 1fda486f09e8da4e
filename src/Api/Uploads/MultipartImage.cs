using Clearsight.Domain;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Clearsight.Api.Uploads;

/// <summary>Finds the one field <c>image</c> of a multipart body (RFC 7578), whatever other fields a form sends along.</summary>
internal static class MultipartImage
{
    private const int MaximumFields = 16;

    /// <exception cref="MalformedRequestException">The body is broken, or has not exactly one field <c>image</c>.</exception>
    public static async Task<PooledBody> ReadAsync(
        Stream body, MediaTypeHeaderValue type, int maximum, CancellationToken cancellationToken)
    {
        PooledBody? image = null;
        await ReadingAsync(body, type, async reader => image = await FindAsync(reader, maximum, cancellationToken));
        return image!;
    }

    /// <summary>Opens a multipart body for a reader, and tells what is broken about it in the caller's words.</summary>
    /// <exception cref="MalformedRequestException">The body is broken.</exception>
    public static async Task ReadingAsync(Stream body, MediaTypeHeaderValue type, Func<MultipartReader, Task> read)
    {
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value;
        if (string.IsNullOrEmpty(boundary) || boundary.Length > 70)
        {
            throw new MalformedRequestException("The content type 'multipart/form-data' needs a boundary of 1 to 70 characters.");
        }

        try
        {
            await read(new MultipartReader(boundary, body));
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException and not BadHttpRequestException)
        {
            throw new MalformedRequestException("The multipart body is broken: it ends early or its fields cannot be told apart.", exception);
        }
    }

    private static async Task<PooledBody> FindAsync(MultipartReader reader, int maximum, CancellationToken cancellationToken)
    {
        PooledBody? image = null;
        var others = new List<string>();
        try
        {
            while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
            {
                var name = section.GetContentDispositionHeader() is { } disposition ? HeaderUtilities.RemoveQuotes(disposition.Name).Value : null;
                if (name != ImageUpload.Field)
                {
                    others.Add($"'{name}'");
                }
                else if (image is null)
                {
                    image = await PooledBody.ReadAsync(section.Body, expected: null, maximum, cancellationToken);
                }
                else
                {
                    throw new MalformedRequestException("The multipart body has more than one field 'image'; one image is answered at a time.");
                }

                if (others.Count > MaximumFields)
                {
                    throw new MalformedRequestException($"The multipart body has more than {MaximumFields} fields beside 'image'.");
                }
            }
        }
        catch
        {
            image?.Dispose();
            throw;
        }

        return image ?? throw new MalformedRequestException(
            $"The multipart body has no field 'image'; it has {(others.Count == 0 ? "none" : string.Join(", ", others))}.");
    }
}
