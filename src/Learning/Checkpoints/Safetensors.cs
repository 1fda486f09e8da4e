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

    /// <exception cref="SafetensorsException">The file is not one that this class could have written.</exception>
    public static IReadOnlyList<NamedTensor> Read(string path)
    {
        using var file = File.OpenRead(path);
        return Read(file);
    }

    /// <summary>Reads a stream to its end, but never more than <see cref="MaximumFileBytes"/>.</summary>
    /// <exception cref="SafetensorsException">The bytes are not what this class could have written.</exception>
    public static IReadOnlyList<NamedTensor> Read(Stream stream)
    {
        using var content = new MemoryStream();
        var block = new byte[81_920];
        for (var read = stream.Read(block); read > 0; read = stream.Read(block))
        {
            if (content.Length + read > MaximumFileBytes)
            {
                throw new SafetensorsException($"The file is larger than {MaximumFileBytes} bytes.");
            }

            content.Write(block, 0, read);
        }

        return Parse(content.GetBuffer().AsMemory(0, (int)content.Length));
    }

    /// <exception cref="SafetensorsException">The bytes are not what this class could have written.</exception>
    public static IReadOnlyList<NamedTensor> Parse(ReadOnlyMemory<byte> content)
    {
        var header = SafetensorsHeader.Parse(content);
        var buffer = content.Span[header.BufferStart..];
        var tensors = new List<NamedTensor>(header.Entries.Count);
        foreach (var entry in header.Entries)
        {
            tensors.Add(new NamedTensor(entry.Name, entry.Shape, Values(entry, buffer)));
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

    private static float[] Values(SafetensorsEntry entry, ReadOnlySpan<byte> buffer)
    {
        var bytes = buffer[entry.Start..entry.End];
        var values = new float[bytes.Length / sizeof(float)];
        for (var index = 0; index < values.Length; index++)
        {
            values[index] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(index * sizeof(float))..]);
            if (!float.IsFinite(values[index]))
            {
                throw new SafetensorsException($"Tensor '{entry.Name}' holds a value that is not a finite number.");
            }
        }

        return values;
    }
}
