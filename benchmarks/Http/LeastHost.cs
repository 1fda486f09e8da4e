using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Clearsight.Benchmarks.Http;

/// <summary>
/// The least that a web server can do: <c>/length</c> reads the body and answers how long it is; <c>/infer</c> reads the
/// body, too, and runs a classifier once, on pixels that are there already.
/// </summary>
internal static class LeastHost
{
    public const string Verb = "least";

    /// <param name="model">Path of the ONNX file.</param>
    public static async Task RunAsync(string model)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        using var classifier = new ClassifierRun(model);
        app.MapGet("/ready", () => Results.Ok());
        app.MapPost("/length", async (HttpContext context) => (await ReadAsync(context)).ToString());
        app.MapPost("/infer", async (HttpContext context) =>
        {
            await ReadAsync(context);
            return classifier.Likeliest().ToString();
        });
        await app.RunAsync();
    }

    private static async Task<long> ReadAsync(HttpContext context)
    {
        var reader = context.Request.BodyReader;
        for (var length = 0L; ;)
        {
            var read = await reader.ReadAsync(context.RequestAborted);
            length += read.Buffer.Length;
            reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                return length;
            }
        }
    }
}
