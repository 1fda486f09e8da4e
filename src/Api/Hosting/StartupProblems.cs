using Clearsight.Domain;
using Microsoft.Extensions.Options;

namespace Clearsight.Api.Hosting;

/// <summary>A host that cannot start says why in one sentence, without a stack trace.</summary>
internal static class StartupProblems
{
    /// <summary>Checks every option before anything is started.</summary>
    public static void Validate(IServiceProvider services)
    {
        services.GetService<IStartupValidator>()?.Validate();
    }

    /// <summary>The sentence for an exception that is the operator's to mend; null for one that is a defect.</summary>
    public static string? Sentence(Exception exception) => exception switch
    {
        OptionsValidationException validation => string.Join(" ", validation.Failures),
        AggregateException several when several.InnerExceptions.All(inner => Sentence(inner) is not null) =>
            string.Join(" ", several.InnerExceptions.Select(Sentence)),
        StartupException startup => startup.Message,
        // From the configuration binder: a value that is no number, no flag, no member of an enum.
        InvalidOperationException { InnerException: FormatException or ArgumentException or OverflowException } binding =>
            $"{binding.Message} {Allowed(binding)}".TrimEnd(),
        // Kestrel: the address is in use or may not be used.
        IOException { InnerException: not null } listening when listening.Message.StartsWith("Failed to bind", StringComparison.Ordinal) =>
            $"{listening.Message} Choose another with ASPNETCORE_URLS.",
        _ => null,
    };

    private static string Allowed(Exception binding) =>
        binding.Message.Contains("'Clearsight.Domain.HostRole'", StringComparison.Ordinal)
            ? $"It is one of {string.Join(", ", Enum.GetNames<HostRole>())}."
            : "";
}
