using System.Collections.Concurrent;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Clearsight.Api.Tests.Telemetry;

/// <summary>A collector of OTLP over HTTP on a free loopback port: keeps what it is sent.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<byte[]> _traces = new();
    private readonly ConcurrentQueue<byte[]> _metrics = new();
    private readonly ConcurrentQueue<string> _keys = new();

    private Collector(WebApplication app)
    {
        _app = app;
        app.MapPost("/v1/traces", context => KeepAsync(context, _traces));
        app.MapPost("/v1/metrics", context => KeepAsync(context, _metrics));
    }

    public string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    /// <summary>What came in the header <c>X-Collector-Key</c>.</summary>
    public IEnumerable<string> Keys => _keys;

    public IReadOnlyCollection<byte[]> Metrics => _metrics;

    /// <summary>The spans of a trace.</summary>
    /// <param name="traceId">Null for those of every trace.</param>
    public IReadOnlyList<Span> Spans(string? traceId = null) =>
    [
        .. from request in _traces
           from resource in Message.Read(request).Messages(1)
           from scope in resource.Messages(2)
           from span in scope.Messages(2)
           let read = new Span(
               span.Hex(1), span.Hex(2), span.Hex(4), span.Text(5), scope.Messages(1).Single().Text(1), [.. span.Messages(11).Select(happened => happened.Text(2))])
           where traceId is null || read.TraceId == traceId
           select read,
    ];

    public static async Task<Collector> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var collector = new Collector(builder.Build());
        await collector._app.StartAsync(TestContext.Current.CancellationToken);
        return collector;
    }

    /// <summary>
    /// Returns what <paramref name="read"/> finds once it is something. A host of a test is ended by the program as well as by
    /// the test, so the last things that it sends may come when the test already goes on.
    /// </summary>
    public async Task<IReadOnlyList<T>> UntilAnyAsync<T>(Func<Collector, IEnumerable<T>> read)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        while (true)
        {
            if (read(this).ToList() is { Count: > 0 } found)
            {
                return found;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), patience.Token);
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task KeepAsync(HttpContext context, ConcurrentQueue<byte[]> kept)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        kept.Enqueue(body.ToArray());
        _keys.Enqueue(context.Request.Headers["X-Collector-Key"].ToString());
        context.Response.ContentType = "application/x-protobuf";
    }

    /// <param name="Scope">The source that it is of.</param>
    /// <param name="Events">Their names.</param>
    internal sealed record Span(string TraceId, string Id, string Parent, string Name, string Scope, IReadOnlyList<string> Events);

    /// <summary>A message without its description: OTLP's own is in no package.</summary>
    private sealed class Message
    {
        private readonly List<(int Number, ByteString Bytes)> _fields = [];

        public static Message Read(byte[] bytes)
        {
            var message = new Message();
            var input = new CodedInputStream(bytes);
            while (input.ReadTag() is var tag and not 0)
            {
                if (WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited)
                {
                    message._fields.Add((WireFormat.GetTagFieldNumber(tag), input.ReadBytes()));
                }
                else
                {
                    input.SkipLastField();
                }
            }

            return message;
        }

        public IEnumerable<Message> Messages(int number) => Fields(number).Select(bytes => Read(bytes.ToByteArray()));

        public string Text(int number) => Fields(number).Single().ToStringUtf8();

        public string Hex(int number) => Fields(number).Select(bytes => Convert.ToHexStringLower(bytes.Span)).SingleOrDefault("");

        private IEnumerable<ByteString> Fields(int number) => _fields.Where(field => field.Number == number).Select(field => field.Bytes);
    }
}
