using System.Diagnostics;
using Microsoft.Extensions.Options;
using Serilog;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace Clearsight.Api.Hosting;

internal static class LoggingSetup
{
    private const string Template = "{Timestamp:HH:mm:ss.fff} {Level:u3} {Message:lj} {TraceId}{NewLine}{Exception}";

    public static void AddLogging(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<LogOptions>().BindConfiguration(LogOptions.Section).ValidateOnStart();
        builder.Services.AddSerilog(
            (services, log) => Configure(log, services.GetRequiredService<IOptions<LogOptions>>().Value),
            preserveStaticLogger: true);
    }

    /// <summary>One line a request: what was asked, what it was answered with, how long it took.</summary>
    public static void UseRequestLog(this WebApplication app) => app.UseSerilogRequestLogging(options =>
    {
        // Without the query string: a client may have put there what belongs into a header.
        options.MessageTemplate = "{RequestMethod} {RequestPath} {StatusCode} in {Elapsed:0.0} ms";
        options.IncludeQueryInRequestPath = false;
        options.GetLevel = Level;
        options.EnrichDiagnosticContext = (diagnostics, context) =>
        {
            if (context.Request.Path.StartsWithSegments("/jobs", StringComparison.Ordinal) && context.Request.RouteValues["id"] is string id)
            {
                diagnostics.Set("JobId", id);
            }
        };
    });

    /// <summary>What a supervisor asks again and again, and nobody wants to read of.</summary>
    public static bool IsProbe(HttpRequest request) =>
        request.Path.StartsWithSegments("/health", StringComparison.Ordinal)
        || request.Path.StartsWithSegments("/v2/health", StringComparison.Ordinal)
        || request.Path.StartsWithSegments("/metrics", StringComparison.Ordinal);

    /// <summary>The id that joins an answer with its log lines.</summary>
    public static string TraceId(this HttpContext context) => Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier;

    private static void Configure(LoggerConfiguration log, LogOptions options)
    {
        var quiet = (LogEventLevel)Math.Max((int)options.Level, (int)LogEventLevel.Warning);
        log.MinimumLevel.Is(options.Level)
            // The request log has a line for each request already.
            .MinimumLevel.Override("Microsoft", quiet)
            .MinimumLevel.Override("System", quiet)
            // Warns at the first start that the keys of the cookies are not encrypted: only their folder's owner can read them.
            .MinimumLevel.Override("Microsoft.AspNetCore.DataProtection", LogEventLevel.Error)
            // A failed start is told in one sentence on standard error.
            .Filter.ByExcluding(IsFailedStart)
            .Enrich.FromLogContext();
        if (options.Format == LogFormat.Json)
        {
            log.WriteTo.Console(new RenderedCompactJsonFormatter());
        }
        else
        {
            log.WriteTo.Console(outputTemplate: Template);
        }
    }

    private static LogEventLevel Level(HttpContext context, double elapsed, Exception? exception) => context.Response.StatusCode switch
    {
        >= 500 when context.Response.StatusCode != StatusCodes.Status503ServiceUnavailable => LogEventLevel.Error,
        _ when IsProbe(context.Request) => LogEventLevel.Debug,
        _ => LogEventLevel.Information,
    };

    /// <summary>The host's own words for it, with a stack trace: the failure, and what it cancels that had started already.</summary>
    private static bool IsFailedStart(LogEvent entry) =>
        entry.Exception is not null
        && entry.Properties.TryGetValue("SourceContext", out var source)
        && source is ScalarValue { Value: "Microsoft.Extensions.Hosting.Internal.Host" }
        && (entry.Exception is OperationCanceledException || StartupProblems.Sentence(entry.Exception) is not null);
}
