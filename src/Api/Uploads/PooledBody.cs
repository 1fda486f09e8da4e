using System.Buffers;
using Clearsight.Domain;
using Microsoft.AspNetCore.Http.Features;

namespace Clearsight.Api.Uploads;

/// <summary>What a client sent, in a pooled buffer.</summary>
internal sealed class PooledBody : IDisposable
{
    private const int SmallestBuffer = 16 * 1024;
    private byte[] _buffer;
    private int _length;

    private PooledBody(long? expected, int maximum) =>
        // One byte more than expected, so that the end is seen without growing; of a claim no more than the limit is believed.
        _buffer = ArrayPool<byte>.Shared.Rent((int)Math.Clamp((expected ?? 0) + 1, SmallestBuffer, Math.Max(SmallestBuffer, maximum + 1L)));

    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, _length);

    /// <summary>Reads to the end.</summary>
    /// <param name="expected">The length, where it is known.</param>
    /// <param name="count">Is told after each read how many bytes there are by now and how many of them are new; may throw.</param>
    /// <exception cref="TooLargeException">There are more than <paramref name="maximum"/> bytes.</exception>
    public static async Task<PooledBody> ReadAsync(
        Stream body, long? expected, int maximum, CancellationToken cancellationToken, Action<(int Total, int New)>? count = null)
    {
        var read = new PooledBody(expected, maximum);
        try
        {
            for (var more = -1; more != 0;)
            {
                read.Grow();
                more = await body.ReadAsync(read._buffer.AsMemory(read._length), cancellationToken);
                read._length += more;
                count?.Invoke((read._length, more));
                if (read._length > maximum)
                {
                    throw TooLarge(maximum);
                }
            }

            return read;
        }
        catch
        {
            read.Dispose();
            throw;
        }
    }

    /// <summary>Reads the first bytes, or as many as there are.</summary>
    public static async Task<PooledBody> ReadStartAsync(Stream body, int length, CancellationToken cancellationToken)
    {
        var start = new PooledBody(length, length);
        try
        {
            start._length = await body.ReadAtLeastAsync(start._buffer.AsMemory(0, length), length, throwOnEndOfStream: false, cancellationToken);
            return start;
        }
        catch
        {
            start.Dispose();
            throw;
        }
    }

    /// <summary>Reads so many bytes.</summary>
    /// <param name="read">Reads some into a buffer, after so many that were read already; gives how many.</param>
    /// <exception cref="EndOfStreamException">There are not as many.</exception>
    public static async Task<PooledBody> FillAsync(int length, Func<Memory<byte>, int, ValueTask<int>> read)
    {
        var filled = new PooledBody(length, length);
        try
        {
            for (; filled._length < length;)
            {
                var more = await read(filled._buffer.AsMemory(filled._length, length - filled._length), filled._length);
                filled._length += more > 0 ? more : throw new EndOfStreamException();
            }

            return filled;
        }
        catch
        {
            filled.Dispose();
            throw;
        }
    }

    /// <summary>Says how much may come, before anything is read.</summary>
    /// <exception cref="TooLargeException">The body's own length is over the limit.</exception>
    public static void Limit(HttpRequest request, int maximum)
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

    public void Dispose()
    {
        var buffer = _buffer;
        (_buffer, _length) = ([], 0);
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    internal static TooLargeException TooLarge(int maximum) => new($"The body is larger than {maximum} bytes, the most that is taken here.");

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
