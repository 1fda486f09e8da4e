using System.Globalization;
using Clearsight.Api.Uploads;
using Clearsight.Domain;
using Clearsight.Serving.Inference;
using Microsoft.Net.Http.Headers;

namespace Clearsight.Api.InferenceProtocol.Rest;

/// <summary>
/// An inference request as it comes over HTTP: one JSON object, or, by the extension for binary tensors, a JSON object whose
/// length a header tells, and the tensor's bytes after it (little-endian).
/// </summary>
internal sealed record RestInferRequest(InferRequest Request, ImageBatch Images) : IDisposable
{
    /// <summary>The header that tells how long the JSON is where bytes follow it.</summary>
    public const string JsonLength = "Inference-Header-Content-Length";

    /// <exception cref="DomainException">The request is malformed, too large, or does not fit the model; the message says how.</exception>
    public static async Task<RestInferRequest> ReadAsync(
        HttpRequest http, ModelSignature signature, InferenceProtocolOptions limits, CancellationToken cancellationToken)
    {
        DemandType(http.ContentType);
        PooledBody.Limit(http, limits.MaximumBytes);
        var length = Length(http, limits.MaximumBytes);
        using var json = length is { } known
            ? await PooledBody.ReadStartAsync(http.Body, known, cancellationToken)
            : await PooledBody.ReadAsync(http.Body, http.ContentLength, limits.MaximumBytes, cancellationToken);
        if (json.Bytes.Length < length)
        {
            throw new MalformedRequestException($"'{JsonLength}' is {length}, but the body has {json.Bytes.Length} bytes only.");
        }

        var request = InferRequestJson.Read(json.Bytes.Span, limits.MaximumBytes / sizeof(float));
        PooledFloats? values = null;
        try
        {
            var (count, height, width) = InferRequestRules.Check(request, signature, limits);
            values = await ValuesAsync(http, request.Inputs[0], count * height * width, length, cancellationToken);
            var images = new ImageBatch(values, count, height, width);
            InferRequestRules.CheckPixels(images, signature.Input.Name);
            return new RestInferRequest(request, images);
        }
        catch
        {
            values?.Dispose();
            request.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Request.Dispose();
        Images.Values.Dispose();
    }

    /// <summary>The input's values, wherever they are.</summary>
    /// <param name="jsonLength">Of the JSON, where bytes follow it.</param>
    private static async Task<PooledFloats> ValuesAsync(
        HttpRequest http, RequestedInput input, int expected, int? jsonLength, CancellationToken cancellationToken)
    {
        var values = (input.Data, input.BinarySize) switch
        {
            (null, null) => throw new InvalidRequestException(
                "/inputs/0", "The input has neither 'data' nor the parameter 'binary_data_size' with bytes after the JSON."),
            (not null, not null) => throw new InvalidRequestException(
                "/inputs/0/parameters/binary_data_size", "The input has 'data' and 'binary_data_size'; only one can hold its values."),
            ({ } data, _) => Given(data, input.Shape!),
            _ when jsonLength is null => throw new MalformedRequestException(
                $"'binary_data_size' announces bytes after the JSON, but the header '{JsonLength}' does not say where they begin."),
            (_, { } size) => await BytesAsync(
                http.Body, http.ContentLength - jsonLength, expected, size, InferRequestRules.Text(input.Shape!), cancellationToken),
        };

        if (jsonLength is not null && await http.Body.ReadAsync(new byte[1], cancellationToken) > 0)
        {
            values.Dispose();
            throw new MalformedRequestException("The body goes on after the JSON and the tensor that it announces.");
        }

        return values;
    }

    private static PooledFloats Given(JsonTensor data, IReadOnlyList<long> shape)
    {
        InferRequestRules.CheckLayout(data, shape);
        return data.Values;
    }

    /// <summary>From the connection into the tensor, without a stop in between.</summary>
    /// <param name="left">Bytes that come after the JSON; null where the request does not tell.</param>
    private static async Task<PooledFloats> BytesAsync(
        Stream body, long? left, int expected, long size, string shape, CancellationToken cancellationToken)
    {
        if (size != (long)expected * sizeof(float))
        {
            throw new InvalidRequestException(
                "/inputs/0/parameters/binary_data_size",
                $"The shape {shape} has {expected} values of 4 bytes, {(long)expected * sizeof(float)} in all, but 'binary_data_size' is {size}.");
        }

        if (left < size)
        {
            // Before there is a place for them: a shape is a claim, and may claim what will never come.
            throw EndsEarly(size);
        }

        var values = PooledFloats.OfLength(expected);
        try
        {
            await body.ReadExactlyAsync(values.Bytes, cancellationToken);
            return values;
        }
        catch (Exception exception)
        {
            values.Dispose();
            throw exception is EndOfStreamException ? EndsEarly(size) : exception;
        }
    }

    private static MalformedRequestException EndsEarly(long size) => new($"The body ends before the {size} bytes of the tensor do.");

    private static void DemandType(string? type)
    {
        if (!string.IsNullOrEmpty(type)
            && !(MediaTypeHeaderValue.TryParse(type, out var media) && media.MediaType.Value is "application/json" or "application/octet-stream"))
        {
            throw new UnsupportedContentException($"Send the request as 'application/json' or, with bytes after it, as 'application/octet-stream'; '{type}' is not taken here.");
        }
    }

    private static int? Length(HttpRequest http, int maximum)
    {
        if (!http.Headers.TryGetValue(JsonLength, out var header))
        {
            return null;
        }

        var most = Math.Min(http.ContentLength ?? maximum, maximum);
        return int.TryParse(header, NumberStyles.None, CultureInfo.InvariantCulture, out var length) && length > 0 && length <= most
            ? length
            : throw new MalformedRequestException($"'{JsonLength}' is '{header}'; it tells the bytes of the JSON, from 1 to the body's {most}.");
    }
}
