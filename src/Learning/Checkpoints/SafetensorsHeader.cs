using System.Buffers.Binary;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Clearsight.Learning.Checkpoints;

/// <param name="Start">First byte in the buffer.</param>
/// <param name="End">One past the last byte in the buffer.</param>
internal sealed record SafetensorsEntry(string Name, IReadOnlyList<int> Shape, int Start, int End);

/// <summary>The checked header of a safetensors file: when it exists, its entries tile the rest of the file exactly.</summary>
/// <param name="Entries">In the order of their bytes.</param>
internal sealed partial record SafetensorsHeader(IReadOnlyList<SafetensorsEntry> Entries)
{
    public const string Float32 = "F32";
    private const int MaximumHeaderBytes = 1 << 20;
    private const int MaximumDimensions = 8;
    private const string MetadataKey = "__metadata__";

    /// <summary>Reads from the file's start to the first tensor's first byte.</summary>
    /// <exception cref="SafetensorsException">The header breaks a rule of the format or of this reader.</exception>
    public static SafetensorsHeader Read(Stream file)
    {
        var json = ReadJson(file);
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 4, AllowDuplicateProperties = false });
            return new SafetensorsHeader(Tiled(ReadEntries(document.RootElement), (int)(file.Length - file.Position)));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: text that is not UTF-8, which the JSON reader notices only when it is asked for the string.
            throw new SafetensorsException("The header is not the JSON object that the format asks for.", exception);
        }
    }

    private static byte[] ReadJson(Stream file)
    {
        if (file.Length > Safetensors.MaximumFileBytes)
        {
            throw new SafetensorsException($"The file is larger than {Safetensors.MaximumFileBytes} bytes.");
        }

        Span<byte> start = stackalloc byte[Safetensors.LengthBytes];
        if (file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length)
        {
            throw new SafetensorsException("The file is shorter than the length of its header.");
        }

        var length = BinaryPrimitives.ReadUInt64LittleEndian(start);
        if (length > MaximumHeaderBytes)
        {
            throw new SafetensorsException($"The header claims {length} bytes; at most {MaximumHeaderBytes} are taken.");
        }

        if (length > (ulong)(file.Length - Safetensors.LengthBytes))
        {
            throw new SafetensorsException("The header is longer than the file.");
        }

        var json = new byte[length];
        file.ReadExactly(json);
        return json is [(byte)'{', ..]
            ? json
            : throw new SafetensorsException("The header does not start with an opening brace.");
    }

    private static List<SafetensorsEntry> ReadEntries(JsonElement root)
    {
        var entries = new List<SafetensorsEntry>();
        foreach (var property in root.EnumerateObject())
        {
            if (property.NameEquals(MetadataKey))
            {
                CheckMetadata(property.Value);
                continue;
            }

            if (!NamePattern().IsMatch(property.Name))
            {
                throw new SafetensorsException("A tensor's name must have 1 to 128 letters, digits, dots, hyphens or underscores.");
            }

            entries.Add(ReadEntry(property.Name, property.Value));
        }

        return entries;
    }

    private static SafetensorsEntry ReadEntry(string name, JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object || json.GetPropertyCount() != 3
            || !json.TryGetProperty("dtype", out var type) || !json.TryGetProperty("shape", out var shapeJson)
            || !json.TryGetProperty("data_offsets", out var offsetsJson))
        {
            throw new SafetensorsException($"Tensor '{name}' must have dtype, shape and data_offsets and nothing else.");
        }

        if (type.ValueKind != JsonValueKind.String || !type.ValueEquals(Float32))
        {
            throw new SafetensorsException($"Tensor '{name}' is not of type {Float32}, the only one that is taken.");
        }

        var shape = Sizes(name, shapeJson, MaximumDimensions);
        var offsets = Sizes(name, offsetsJson, 2);
        if (offsets.Length != 2 || offsets[1] < offsets[0])
        {
            throw new SafetensorsException($"Tensor '{name}' must have two data_offsets, the second not before the first.");
        }

        if (Bytes(shape) is not { } bytes || bytes != offsets[1] - offsets[0])
        {
            throw new SafetensorsException($"Tensor '{name}' has another number of bytes than its shape asks for.");
        }

        return new SafetensorsEntry(name, shape, offsets[0], offsets[1]);
    }

    /// <summary>The product in 64 bits, given up as soon as no file could hold so much; null then, or where a size is 0.</summary>
    private static long? Bytes(int[] shape)
    {
        long bytes = sizeof(float);
        foreach (var size in shape)
        {
            bytes *= size;
            if (bytes is 0 or > Safetensors.MaximumFileBytes)
            {
                return null;
            }
        }

        return bytes;
    }

    private static int[] Sizes(string name, JsonElement json, int maximum)
    {
        if (json.ValueKind != JsonValueKind.Array || json.GetArrayLength() > maximum)
        {
            throw new SafetensorsException($"Tensor '{name}' has a shape or offsets that are not a list of at most {maximum} numbers.");
        }

        return [.. json.EnumerateArray().Select(number =>
            number.ValueKind == JsonValueKind.Number && number.TryGetInt32(out var size) && size >= 0
                ? size
                : throw new SafetensorsException($"Tensor '{name}' has a size or offset that is not a whole number from 0 to {int.MaxValue}."))];
    }

    private static List<SafetensorsEntry> Tiled(List<SafetensorsEntry> entries, int bufferBytes)
    {
        entries.Sort((left, right) => left.Start.CompareTo(right.Start));
        var end = 0;
        foreach (var entry in entries)
        {
            if (entry.Start != end)
            {
                throw new SafetensorsException($"Tensor '{entry.Name}' leaves a hole before it or overlaps another one.");
            }

            end = entry.End;
        }

        return end == bufferBytes
            ? entries
            : throw new SafetensorsException($"The header accounts for {end} bytes, the file has {bufferBytes} after it.");
    }

    private static void CheckMetadata(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object || json.EnumerateObject().Any(property => property.Value.ValueKind != JsonValueKind.String))
        {
            throw new SafetensorsException("The metadata of the header must be texts by name.");
        }
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_.-]{1,128}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NamePattern();
}
