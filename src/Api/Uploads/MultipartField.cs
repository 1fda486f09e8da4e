using Clearsight.Domain;
using Clearsight.Storage;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Clearsight.Api.Uploads;

/// <summary>Finds the one field of a name in a multipart body (RFC 7578), whatever other fields a form sends along.</summary>
internal static class MultipartField
{
    private const int MaximumFields = 16;

    public static bool IsMultipart(MediaTypeHeaderValue type) => type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase);

    /// <param name="read">Takes the field's bytes.</param>
    /// <exception cref="MalformedRequestException">The body is broken, or has not exactly one such field.</exception>
    public static async Task<T> ReadAsync<T>(
        Stream body, MediaTypeHeaderValue type, string field, Func<Stream, Task<T>> read, CancellationToken cancellationToken)
        where T : class, IDisposable
    {
        T? found = null;
        await ReadingAsync(body, type, async reader => found = await FindAsync(reader, field, read, cancellationToken));
        return found!;
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
        catch (Exception exception) when (exception is InvalidDataException or IOException and not BadHttpRequestException && !DiskOutage.IsCauseOf(exception))
        {
            // What the disk has no room for is not the client's fault.
            throw new MalformedRequestException("The multipart body is broken: it ends early or its fields cannot be told apart.", exception);
        }
    }

    private static async Task<T> FindAsync<T>(MultipartReader reader, string field, Func<Stream, Task<T>> read, CancellationToken cancellationToken)
        where T : class, IDisposable
    {
        T? found = null;
        var others = new List<string>();
        try
        {
            while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
            {
                var name = section.GetContentDispositionHeader() is { } disposition ? HeaderUtilities.RemoveQuotes(disposition.Name).Value : null;
                if (name != field)
                {
                    others.Add($"'{name}'");
                }
                else if (found is null)
                {
                    found = await read(section.Body);
                }
                else
                {
                    throw new MalformedRequestException($"The multipart body has more than one field '{field}'; one {field} is answered at a time.");
                }

                if (others.Count > MaximumFields)
                {
                    throw new MalformedRequestException($"The multipart body has more than {MaximumFields} fields beside '{field}'.");
                }
            }
        }
        catch
        {
            found?.Dispose();
            throw;
        }

        return found ?? throw new MalformedRequestException(
            $"The multipart body has no field '{field}'; it has {(others.Count == 0 ? "none" : string.Join(", ", others))}.");
    }
}
