namespace Clearsight.Domain.Models;

/// <summary>A model version by name: <c>fashion-classifier:3</c>, or without a version the newest one.</summary>
public sealed record ModelReference(string Name, int? Version)
{
    /// <exception cref="FormatException">The text is not <c>name</c> or <c>name:version</c>.</exception>
    public static ModelReference Parse(string text) => TryParse(text, out var reference)
        ? reference
        : throw new FormatException($"A model is named 'name' or 'name:version', where the name has {Naming.Rule}.");

    public static bool TryParse(string? text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out ModelReference? reference)
    {
        reference = null;
        var parts = (text ?? "").Split(':');
        int? version = null;
        if (parts.Length == 2)
        {
            if (!int.TryParse(parts[1], System.Globalization.NumberStyles.None, null, out var number) || number < 1)
            {
                return false;
            }

            version = number;
        }

        if (parts.Length > 2 || !Naming.IsValid(parts[0]))
        {
            return false;
        }

        reference = new ModelReference(parts[0], version);
        return true;
    }

    public override string ToString() => Version is null ? Name : $"{Name}:{Version}";
}
