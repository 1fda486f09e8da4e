using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace Clearsight.Datasets.Tests.Files;

/// <summary>What a mirror does with one request for a file that it has.</summary>
internal delegate Task MirrorAnswer(HttpContext context, byte[] file);

/// <summary>A web server on a loopback port with a few files, which misbehaves as often as it is told to.</summary>
internal sealed class MirrorServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<MirrorAnswer> _next = new();
    private readonly ConcurrentQueue<(string File, string? Range)> _requests = new();

    private MirrorServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    public ConcurrentDictionary<string, byte[]> Files { get; } = new();

    public IReadOnlyList<(string File, string? Range)> Requests => [.. _requests];

    public Uri Address => new(_app.Urls.Single() + "/folder/");

    public static async Task<MirrorServer> StartAsync()
    {
        var server = new MirrorServer();
        await server._app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    /// <summary>Each of the coming requests gets one of these answers; those after them get the file.</summary>
    public void Next(params IEnumerable<MirrorAnswer> answers)
    {
        foreach (var answer in answers)
        {
            _next.Enqueue(answer);
        }
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    public static MirrorAnswer Status(int status) => (context, _) =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    };

    /// <summary>The whole file, whatever range was asked for.</summary>
    public static async Task Whole(HttpContext context, byte[] file)
    {
        context.Response.ContentLength = file.Length;
        await context.Response.Body.WriteAsync(file, context.RequestAborted);
    }

    /// <summary>Promises the file, sends a part of it and closes the connection.</summary>
    public static MirrorAnswer CutAfter(int length) => async (context, file) =>
    {
        context.Response.ContentLength = file.Length;
        await context.Response.Body.WriteAsync(file.AsMemory(0, length), context.RequestAborted);
    };

    /// <summary>Promises the file, sends a part of it and then nothing until the client goes away.</summary>
    public static MirrorAnswer SilentAfter(int length) => async (context, file) =>
    {
        context.Response.ContentLength = file.Length;
        await context.Response.Body.WriteAsync(file.AsMemory(0, length), context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
    };

    /// <summary>Sends zeros without end and without saying how many.</summary>
    public static async Task Endless(HttpContext context, byte[] file)
    {
        while (!context.RequestAborted.IsCancellationRequested)
        {
            await context.Response.Body.WriteAsync(new byte[1 << 16], context.RequestAborted);
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var name = context.Request.Path.Value!.Split('/')[^1];
        _requests.Enqueue((name, context.Request.Headers.Range));
        if (!Files.TryGetValue(name, out var file))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        await (_next.TryDequeue(out var answer) ? answer : AsAsked)(context, file);
    }

    private static async Task AsAsked(HttpContext context, byte[] file)
    {
        var from = RangeHeaderValue.TryParse(context.Request.Headers.Range.ToString(), out var range) ? range.Ranges.Single().From!.Value : 0;
        if (from >= file.Length)
        {
            context.Response.StatusCode = StatusCodes.Status416RangeNotSatisfiable;
            return;
        }

        if (range is not null)
        {
            context.Response.StatusCode = StatusCodes.Status206PartialContent;
            context.Response.GetTypedHeaders().ContentRange = new ContentRangeHeaderValue(from, file.Length - 1, file.Length);
        }

        context.Response.ContentLength = file.Length - from;
        await context.Response.Body.WriteAsync(file.AsMemory((int)from), context.RequestAborted);
    }
}
