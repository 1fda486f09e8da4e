using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Clearsight.Learning.Checkpoints;

/// <summary>
/// Reads and writes the safetensors format (https://github.com/huggingface/safetensors): eight bytes header length, a
/// JSON header, one buffer. No code is ever in it. Only 32-bit floats are taken, as nothing else is written here, and
/// everything that a file claims is checked against its real length before memory is given to it.
/// </summary>
public static class Safetensors
{
    /// <summary>Far above the largest network here, far below what would hurt a host.</summary>
    public const int MaximumFileBytes = 256 << 20;

    internal const int LengthBytes = sizeof(ulong);

    /// <summary>Reads a file. Until its header was found right, and to account for every byte of it, no more than the header is in memory.</summary>
    /// <exception cref="SafetensorsException">The file is not one that this class could have written.</exception>
    public static IReadOnlyList<NamedTensor> Read(string path)
    {
        using var file = File.OpenRead(path);
        return Read(file);
    }

    /// <exception cref="SafetensorsException">The bytes are not what this class could have written.</exception>
    public static IReadOnlyList<NamedTensor> Parse(byte[] content)
    {
        using var file = new MemoryStream(content, writable: false);
        return Read(file);
    }

    private static List<NamedTensor> Read(Stream file)
    {
        var header = SafetensorsHeader.Read(file);
        var tensors = new List<NamedTensor>(header.Entries.Count);
        foreach (var entry in header.Entries)
        {
            tensors.Add(new NamedTensor(entry.Name, entry.Shape, Values(entry, file)));
        }

        return tensors;
    }

    /// <summary>Writes the tensors in the order of their names: equal tensors, equal bytes.</summary>
    public static void Write(Stream stream, IReadOnlyList<NamedTensor> tensors)
    {
        var ordered = tensors.OrderBy(tensor => tensor.Name, StringComparer.Ordinal).ToArray();
        var header = Header(ordered);
        Span<byte> length = stackalloc byte[LengthBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (var tensor in ordered)
        {
            WriteValues(stream, tensor.Values);
        }
    }

    /// <summary>Writes a file and leaves it safe on the disk.</summary>
    public static void WriteFile(string path, IReadOnlyList<NamedTensor> tensors)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None);
        Write(file, tensors);
        file.Flush(flushToDisk: true);
    }

    private static byte[] Header(NamedTensor[] tensors)
    {
        using var header = new MemoryStream();
        using (var json = new Utf8JsonWriter(header))
        {
            json.WriteStartObject();
            var offset = 0L;
            foreach (var tensor in tensors)
            {
                var end = offset + (sizeof(float) * (long)tensor.Values.Length);
                WriteEntry(json, tensor, offset, end);
                offset = end;
            }

            json.WriteEndObject();
        }

        // The buffer starts aligned, so that a reader may map it.
        while (header.Length % LengthBytes != 0)
        {
            header.WriteByte((byte)' ');
        }

        return header.ToArray();
    }

    private static void WriteEntry(Utf8JsonWriter json, NamedTensor tensor, long start, long end)
    {
        json.WriteStartObject(tensor.Name);
        json.WriteString("dtype"u8, SafetensorsHeader.Float32);
        json.WriteStartArray("shape"u8);
        foreach (var size in tensor.Shape)
        {
            json.WriteNumberValue(size);
        }

        json.WriteEndArray();
        json.WriteStartArray("data_offsets"u8);
        json.WriteNumberValue(start);
        json.WriteNumberValue(end);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteValues(Stream stream, float[] values)
    {
        if (BitConverter.IsLittleEndian)
        {
            stream.Write(MemoryMarshal.AsBytes(values.AsSpan()));
            return;
        }

        Span<byte> four = stackalloc byte[sizeof(float)];
        foreach (var value in values)
        {
            BinaryPrimitives.WriteSingleLittleEndian(four, value);
            stream.Write(four);
        }
    }

    /// <summary>The next values of the file: its header's entries stand in the order of their bytes, without a hole.</summary>
    private static float[] Values(SafetensorsEntry entry, Stream file)
    {
        var values = new float[(entry.End - entry.Start) / sizeof(float)];
        file.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        if (!BitConverter.IsLittleEndian)
        {
            var bits = MemoryMarshal.Cast<float, int>(values.AsSpan());
            BinaryPrimitives.ReverseEndianness(bits, bits);
        }

        return Array.TrueForAll(values, float.IsFinite)
            ? values
            : throw new SafetensorsException($"Tensor '{entry.Name}' holds a value that is not a finite number.");
    }
}
