using Serilog.Events;

namespace Clearsight.Api.Hosting;

/// <summary>Section <c>Log</c>. Lines go to standard output.</summary>
internal sealed class LogOptions
{
    public const string Section = "Log";

    /// <summary><see cref="LogFormat.Json"/> suits containers: one compact JSON object a line.</summary>
    public LogFormat Format { get; set; } = LogFormat.Text;

    public LogEventLevel Level { get; set; } = LogEventLevel.Information;
}

internal enum LogFormat
{
    Text,
    Json,
}
