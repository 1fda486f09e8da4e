using System.Text.Json;
using System.Text.Json.Serialization;

namespace Clearsight.Storage.Database;

/// <summary>The one form of JSON in columns, event payloads and manifests: camelCase, enumerations by name.</summary>
internal static class StorageJson
{
    private static readonly JsonSerializerOptions Compact = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        // A perfect image has an infinite PSNR; that must not cost a model.
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The same for files that people read; the bytes are the same on every platform.</summary>
    public static readonly JsonSerializerOptions Indented = new(Compact) { WriteIndented = true, NewLine = "\n" };

    /// <summary>The same from elsewhere: what is unknown, double, missing or null is refused. Whether numbers make sense is for the rules of what is read.</summary>
    private static readonly JsonSerializerOptions Strict = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        MaxDepth = 16,
    };

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Compact);

    public static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, Compact)
        ?? throw new InvalidDataException($"A stored {typeof(T).Name} is null.");

    /// <param name="json">Bytes that somebody else wrote.</param>
    /// <exception cref="JsonException">They are no JSON, or not of this form.</exception>
    public static T ReadStrictly<T>(ReadOnlySpan<byte> json)
    {
        var value = JsonSerializer.Deserialize<T>(json, Strict) ?? throw new JsonException("It is null.");
        RefuseEmptyPlaces(json);
        return value;
    }

    /// <summary>The serializer heeds nullable annotations, but not those of a list's elements; none here may be null.</summary>
    private static void RefuseEmptyPlaces(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = Strict.MaxDepth });
        var lists = new Stack<bool>();
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
            {
                lists.Push(reader.TokenType == JsonTokenType.StartArray);
            }
            else if (reader.TokenType is JsonTokenType.EndArray or JsonTokenType.EndObject)
            {
                lists.Pop();
            }
            else if (reader.TokenType == JsonTokenType.Null && lists.TryPeek(out var inList) && inList)
            {
                throw new JsonException("A list has an empty place.");
            }
        }
    }
}
