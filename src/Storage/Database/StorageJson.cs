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

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Compact);

    public static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, Compact)
        ?? throw new InvalidDataException($"A stored {typeof(T).Name} is null.");
}
