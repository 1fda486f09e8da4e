using System.IO.Compression;
using System.Net;
using Clearsight.Domain;
using Clearsight.Domain.Models;
using Clearsight.Storage;

namespace Clearsight.Api.Tests.Bundles;

/// <summary>
/// Damaged bundles, from a fixed seed: each is taken or refused, and what is refused leaves nothing. A longer run takes
/// the number of inputs from <c>CLEARSIGHT_FUZZ_INPUTS</c>.
/// </summary>
public sealed class BundleFuzz
{
    private static readonly int Inputs = int.TryParse(Environment.GetEnvironmentVariable("CLEARSIGHT_FUZZ_INPUTS"), out var inputs) ? inputs : 60;

    private static readonly string[] Plots = ["loss", "accuracy", "confusion-matrix", "precision-recall", "roc", "calibration", "samples"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Optimal)]
    public async Task Damaged_archives(CompressionLevel compression)
    {
        var whole = Bundle().Pack(compression);
        // The end and the directory, and the headers of entries, are where one byte makes a difference.
        await RunAsync($"archive {compression}", random => Damaged(whole, random, random.Below(2) == 0 ? whole.Length - 600 : 0));
    }

    [Theory]
    [InlineData(ModelFiles.Weights)]
    [InlineData(ModelFiles.Manifest)]
    [InlineData(ModelFiles.Evaluation)]
    [InlineData(ModelFiles.LearningCurves)]
    [InlineData(ModelFiles.Card)]
    public async Task Damaged_files_in_a_sound_archive(string file)
    {
        var whole = Bundle().Files[file];
        await RunAsync(file, random =>
        {
            var bundle = Bundle().With(file, file == ModelFiles.Weights ? Damaged(whole, random, 0) : DamagedText(whole, random));
            return (file == ModelFiles.Manifest ? bundle : bundle.Sealed()).Pack();
        });
    }

    private static async Task RunAsync(string purpose, Func<RandomStream, byte[]> damaged)
    {
        await using var host = new TestHost();
        var random = new RandomStream(2026, $"bundle fuzz/{purpose}");
        var (taken, refused) = (0, 0);
        for (var input = 0; input < Inputs; input++)
        {
            // A name each: the same weights again would be the version that is there.
            using var answer = await host.ImportAsync(damaged(random), $"?name=fuzz-{input}");
            if (answer.StatusCode == HttpStatusCode.Created)
            {
                await AssertServesAsync(host, $"/models/fuzz-{input}/versions/1", Plots[taken++ % Plots.Length]);
                continue;
            }

            var text = await answer.Content.ReadAsStringAsync(Token);
            Assert.True((int)answer.StatusCode is 400 or 413 or 422, $"Input {input}: {(int)answer.StatusCode} {text}");
            refused++;
        }

        Assert.InRange(refused, Inputs / 20, Inputs);
        Assert.Equal(taken, Versions(host));
    }

    /// <summary>What was taken in spite of the damage can be read and drawn.</summary>
    private static async Task AssertServesAsync(TestHost host, string version, string plot)
    {
        foreach (var page in new[] { "", "/evaluation", "/report?format=text", $"/plots/{plot}.svg" })
        {
            using var answer = await host.Client.GetAsync($"{version}{page}", Token);
            Assert.True((int)answer.StatusCode is 200 or 409, $"{version}{page}: {(int)answer.StatusCode}");
        }
    }

    /// <summary>Folders of registered versions; nothing else is there.</summary>
    private static int Versions(TestHost host)
    {
        var names = Directory.GetFileSystemEntries(Path.Combine(host.Get<StorageLayout>().Root, "models"));
        Assert.All(names, name => Assert.True(Naming.IsValid(Path.GetFileName(name)), name));
        return names.Sum(name => Directory.GetFileSystemEntries(name).Length);
    }

    private static BundleFiles Bundle() => BundleFiles.Of("fashion-transfer");

    /// <summary>Some bytes changed, more often near the start; sometimes a piece doubled, or the end cut off.</summary>
    private static byte[] Damaged(byte[] whole, RandomStream random, int from)
    {
        var damaged = whole.ToArray();
        for (var change = random.Below(4); change >= 0; change--)
        {
            var reach = random.Below(2) == 0 ? Math.Min(600, damaged.Length - from) : damaged.Length - from;
            damaged[from + random.Below(reach)] = (byte)random.Below(256);
        }

        var at = random.Below(damaged.Length);
        return random.Below(8) switch
        {
            0 => damaged[..at],
            1 => [.. damaged[..at], .. damaged[random.Below(at + 1)..]],
            _ => damaged,
        };
    }

    /// <summary>Text stays mostly text: another number or letter, something of JSON put in or taken out, a piece doubled, the end cut off.</summary>
    private static byte[] DamagedText(byte[] whole, RandomStream random)
    {
        var bytes = whole.ToList();
        for (var change = random.Below(3); change >= 0 && bytes.Count > 1; change--)
        {
            var at = random.Below(bytes.Count);
            switch (random.Below(6))
            {
                case 0: bytes[at] = (byte)random.Below(256); break;
                case 1: bytes[at] = (byte)('0' + random.Below(10)); break;
                case 2: bytes.RemoveAt(at); break;
                case 3: bytes.Insert(at, (byte)"{}[]\",:0123456789-eE"[random.Below(20)]); break;
                case 4: bytes.InsertRange(random.Below(bytes.Count), bytes.GetRange(at, Math.Min(random.Below(64), bytes.Count - at))); break;
                default: bytes.RemoveRange(at, Math.Min(random.Below(200), bytes.Count - at)); break;
            }
        }

        return [.. bytes];
    }
}
