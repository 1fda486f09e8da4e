using System.Text.RegularExpressions;
using Clearsight.Domain;
using Microsoft.Extensions.Options;

namespace Clearsight.Api.Hosting;

/// <summary>A host that cannot start says why in one sentence, without a stack trace.</summary>
internal static partial class StartupProblems
{
    /// <summary>Checks every option before anything is started.</summary>
    public static void Validate(IServiceProvider services) => services.GetService<IStartupValidator>()?.Validate();

    /// <summary>The sentence for an exception that is the operator's to mend; null for one that is a defect.</summary>
    public static string? Sentence(Exception exception) => exception switch
    {
        StartupException startup => startup.Message,
        OptionsValidationException validation => string.Join(" ", validation.Failures.Select(Own)),
        AggregateException several when several.InnerExceptions.All(inner => Sentence(inner) is not null) =>
            string.Join(" ", several.InnerExceptions.Select(Sentence)),
        InvalidOperationException when Unreadable().Match(exception.Message) is { Success: true } unreadable => Unread(unreadable),
        // Kestrel: the address is in use or may not be used.
        IOException when exception.Message.StartsWith("Failed to bind", StringComparison.Ordinal) =>
            $"{exception.Message} Choose another with ASPNETCORE_URLS.",
        _ => null,
    };

    /// <summary>The sentence that the option's own attribute has, without the validator's words around it.</summary>
    private static string Own(string failure) => Annotation().Match(failure) is { Success: true } annotation
        ? annotation.Groups["own"].Value
        : failure;

    private static string Unread(Match unreadable)
    {
        var (key, value, type) = (unreadable.Groups["key"].Value, unreadable.Groups["value"].Value, unreadable.Groups["type"].Value);
        var allowed = type switch
        {
            "System.Boolean" => "true or false",
            "System.Int32" or "System.Int64" => "a whole number",
            "System.Double" or "System.Single" => "a number",
            "System.TimeSpan" => "a time such as 00:00:30",
            _ when EnumOf(type) is { } names => $"one of {string.Join(", ", names)}",
            _ => "another value",
        };
        return $"{key} is '{value}'; it must be {allowed}.";
    }

    private static string[]? EnumOf(string type) => AppDomain.CurrentDomain.GetAssemblies()
        .Select(assembly => assembly.GetType(type))
        .FirstOrDefault(candidate => candidate is { IsEnum: true }) is { } found
        ? Enum.GetNames(found)
        : null;

    /// <summary>What the configuration binder says.</summary>
    [GeneratedRegex("^Failed to convert configuration value '(?<value>.*)' at '(?<key>.+)' to type '(?<type>.+)'\\.$", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    private static partial Regex Unreadable();

    /// <summary>What the validator of annotations says.</summary>
    [GeneratedRegex("^DataAnnotation validation failed for .* with the error: '(?<own>.*)'\\.$", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    private static partial Regex Annotation();
}
