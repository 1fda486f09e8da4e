using System.Net;
using Clearsight.Api.Tests.Hosting;
using Clearsight.Domain;
using Clearsight.Serving.Tests.Drawn;

namespace Clearsight.Api.Tests.Batches;

public sealed class BatchMemoryTests : IDisposable
{
    private const byte ColourAndAlpha = 6;

    /// <summary>What the program itself needs and the images in flight, and much less than a batch.</summary>
    private const int HeapLimit = 64 * 1024 * 1024;

    private readonly string _folder = Directory.CreateTempSubdirectory("clearsight-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>
    /// The service runs as a process whose heap cannot grow to the size of one batch, and answers several side by side. The
    /// pictures are noise, so that neither they nor, by their alpha, the answers get smaller than they are.
    /// </summary>
    [Theory]
    [InlineData("/classify/batch")]
    [InlineData("/denoise/batch?size=model")]
    public async Task Memory_does_not_grow_with_the_batch(string path)
    {
        await using var service = ServiceProcess.Start(
            _folder,
            ("ASPNETCORE_URLS", "http://127.0.0.1:0"),
            ("Host__Role", "Api"),
            ("Models__Directory", BatchHost.Models),
            ("DOTNET_GCHeapHardLimit", HeapLimit.ToString("x")));
        var ready = await service.LineWithAsync("Ready at ", Token);
        using var client = new HttpClient { BaseAddress = new Uri(ready.Split(' ').Single(word => word.StartsWith("http://", StringComparison.Ordinal)).TrimEnd(':')) };
        var image = Noise(320);
        var images = 66_000_000 / image.Length;

        var lengths = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => AnswerLengthAsync(client, path, image, images)));

        Assert.Equal(lengths[0], lengths[1]);
        Assert.True(lengths[0] > images * (path.StartsWith("/denoise", StringComparison.Ordinal) ? 100_000L : 100L), $"{lengths[0]} bytes");
    }

    private static async Task<long> AnswerLengthAsync(HttpClient client, string path, byte[] image, int images)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new SlowForm(Enumerable.Repeat(image, images).ToAsyncEnumerable()) };
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await using var body = await answer.Content.ReadAsStreamAsync(Token);
        var (buffer, length) = (new byte[64 * 1024], 0L);
        for (var read = -1; read != 0; length += read)
        {
            read = await body.ReadAsync(buffer, Token);
        }

        return length;
    }

    private static byte[] Noise(int size)
    {
        var random = new RandomStream(3, "noise");
        return PngFile.Build(size, size, 8, ColourAndAlpha, [.. Enumerable.Range(0, size)
            .Select(_ => Enumerable.Range(0, size * 4).Select(_ => (byte)random.Below(256)).ToArray())]);
    }
}
