using System.Buffers.Binary;
using System.IO.Compression;

namespace Clearsight.Datasets.Idx;

/// <summary>
/// Reads IDX files of unsigned bytes, the format that MNIST was published in (LeCun, Cortes, Burges, "The MNIST
/// database", 1998), plain or gzip-compressed. Whatever is not exactly such a file is refused.
/// </summary>
internal static class IdxReader
{
    private const int ChunkLength = 1 << 20;

    /// <param name="file">Seekable, at its beginning.</param>
    /// <param name="name">What messages call the file.</param>
    /// <param name="rank">How many dimensions it must have.</param>
    /// <param name="limit">
    /// The most bytes that the uncompressed file may have. A header that promises more is refused before memory is
    /// taken, and no more than that is ever inflated.
    /// </param>
    /// <exception cref="IdxFormatException">The file breaks a rule of the format, or the limit.</exception>
    public static IdxArray Read(Stream file, string name, int rank, long limit, CancellationToken cancellationToken)
    {
        try
        {
            using var content = Content(file);
            var dimensions = ReadHeader(content, name, rank);
            var length = Length(dimensions);
            if (length is null || length > limit - IdxArray.HeaderLength(rank))
            {
                throw new IdxFormatException(name, $"its header promises {string.Join(" × ", dimensions)} bytes, more than the {limit:N0} that the file may have");
            }

            var data = ReadData(content, name, (int)length, cancellationToken);
            return content.ReadByte() < 0
                ? new IdxArray(dimensions, data)
                : throw new IdxFormatException(name, $"bytes follow after the {string.Join(" × ", dimensions)} that its header promises");
        }
        catch (InvalidDataException damaged)
        {
            throw new IdxFormatException(name, "its gzip compression is damaged", damaged);
        }
    }

    /// <param name="classes">1..256.</param>
    /// <exception cref="IdxFormatException">A label is not the index of one of the <paramref name="classes"/>.</exception>
    public static void CheckLabels(IdxArray labels, string name, int classes)
    {
        var wrong = labels.Data.AsSpan().IndexOfAnyExceptInRange((byte)0, checked((byte)(classes - 1)));
        if (wrong >= 0)
        {
            throw new IdxFormatException(name, $"label {wrong} is {labels.Data[wrong]}, but there are {classes} classes, counted from 0");
        }
    }

    /// <summary>The uncompressed bytes. An IDX file begins with zeros, so the two bytes that begin a gzip file tell them apart.</summary>
    private static Stream Content(Stream file)
    {
        Span<byte> start = stackalloc byte[2];
        var isGzip = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start is [0x1f, 0x8b];
        file.Position = 0;
        return isGzip
            ? new GZipStream(file, CompressionMode.Decompress, leaveOpen: true)
            : new BufferedStream(file);
    }

    private static int[] ReadHeader(Stream content, string name, int rank)
    {
        var magic = ReadInt32(content, name);
        if (magic != IdxArray.Magic(rank))
        {
            throw new IdxFormatException(name, $"it begins with 0x{magic:x8} instead of 0x{IdxArray.Magic(rank):x8}");
        }

        var dimensions = new int[rank];
        for (var axis = 0; axis < rank; axis++)
        {
            dimensions[axis] = ReadInt32(content, name);
            if (dimensions[axis] < 1)
            {
                throw new IdxFormatException(name, $"its dimension {axis + 1} is {(uint)dimensions[axis]}");
            }
        }

        return dimensions;
    }

    private static int ReadInt32(Stream content, string name)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        return content.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length
            ? BinaryPrimitives.ReadInt32BigEndian(bytes)
            : throw new IdxFormatException(name, "it ends inside its header");
    }

    /// <summary>The product of the dimensions, or null where it is too large for an array.</summary>
    private static long? Length(int[] dimensions)
    {
        var length = 1L;
        foreach (var dimension in dimensions)
        {
            // Both factors are below 2^31 here, so the product cannot overflow.
            length *= dimension;
            if (length > Array.MaxLength)
            {
                return null;
            }
        }

        return length;
    }

    private static byte[] ReadData(Stream content, string name, int length, CancellationToken cancellationToken)
    {
        var data = new byte[length];
        for (var offset = 0; offset < length;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var read = content.Read(data, offset, Math.Min(ChunkLength, length - offset));
            if (read == 0)
            {
                throw new IdxFormatException(name, $"it ends after {offset:N0} of the {length:N0} bytes that its header promises");
            }

            offset += read;
        }

        return data;
    }
}
