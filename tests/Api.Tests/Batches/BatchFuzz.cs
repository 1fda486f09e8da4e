using Clearsight.Domain;

namespace Clearsight.Api.Tests.Batches;

/// <summary>
/// Damaged batches, from a fixed seed: whatever came of them, no 500, neither of the whole nor of an image. A longer run
/// takes the number of inputs from <c>CLEARSIGHT_FUZZ_INPUTS</c>.
/// </summary>
public sealed class BatchFuzz
{
    private static readonly int Inputs = int.TryParse(Environment.GetEnvironmentVariable("CLEARSIGHT_FUZZ_INPUTS"), out var inputs) ? inputs : 100;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public Task Damaged_zips() => RunAsync(BatchHost.Zip(BatchHost.Pictures().Take(3)), "application/zip", tail: 250);

    [Fact]
    public async Task Damaged_forms()
    {
        using var form = BatchHost.Form(BatchHost.Pictures().Take(3).Select(picture => ((string?)picture.Name, picture.Bytes)));
        var whole = await form.ReadAsByteArrayAsync(Token);
        await RunAsync(whole, form.Headers.ContentType!.ToString(), whole.Length);
    }

    /// <param name="tail">Bytes at the end where half of the damage is done: a ZIP has its directory there.</param>
    private static async Task RunAsync(byte[] whole, string type, int tail)
    {
        // One changed byte makes a size huge; a small limit keeps the test short.
        await using var host = new TestHost { ["Images:MaximumPixels"] = "100000" }.WithShippedModels();
        var random = new RandomStream(7, $"batch fuzz/{type[..9]}");
        for (var input = 0; input < Inputs; input++)
        {
            var damaged = whole.ToArray();
            for (var change = random.Below(8); change >= 0; change--)
            {
                var at = random.Below(2) == 0 ? random.Below(damaged.Length) : damaged.Length - 1 - random.Below(tail);
                damaged[at] = (byte)random.Below(256);
            }

            var length = random.Below(4) == 0 ? damaged.Length - random.Below(damaged.Length) : damaged.Length;
            using var answer = await host.PostZipAsync("/classify/batch", damaged[..length], type);
            Assert.Contains((int)answer.StatusCode, (int[])[200, 400, 413, 415]);
            if (answer.IsSuccessStatusCode)
            {
                Assert.All(
                    (await answer.ItemsAsync()).Where(item => item.TryGetProperty("problem", out _)),
                    item => Assert.Contains(item.Status(), (int[])[400, 413, 415, 422]));
            }
        }
    }
}
