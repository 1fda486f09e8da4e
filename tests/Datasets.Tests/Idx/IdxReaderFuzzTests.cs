using Clearsight.Datasets.Idx;
using Clearsight.Domain;

namespace Clearsight.Datasets.Tests.Idx;

public sealed class IdxReaderFuzzTests
{
    private const int Inputs = 2_000;
    private const long Limit = 1_000;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_mutated_file_is_either_read_to_the_letter_or_refused(bool compressed)
    {
        var original = IdxFiles.Bytes(IdxFiles.Images(5));
        var random = new RandomStream(7, $"mutations/{compressed}");
        var refused = 0;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var input = 0; input < Inputs; input++)
        {
            var file = compressed ? Mutate(IdxFiles.Gzip(Mutate(original, random)), random) : Mutate(original, random);
            try
            {
                var array = IdxReader.Read(new MemoryStream(file), "fuzzed", 3, Limit, TestContext.Current.CancellationToken);
                Assert.InRange(array.Header().Length + array.Data.Length, 17, Limit);
                if (!compressed)
                {
                    Assert.Equal(file, IdxFiles.Bytes(array));
                }
            }
            catch (IdxFormatException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, Inputs / 10, Inputs - 1);
        // Whatever the headers promised: a reader that trusted one of them would have taken gigabytes.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Inputs * 100_000L);
    }

    /// <summary>One to four changes: a bit turned, a byte set, bytes cut off, put in or repeated; one in eight stays as it is.</summary>
    private static byte[] Mutate(byte[] original, RandomStream random)
    {
        var bytes = new List<byte>(original);
        var changes = random.Below(8) == 0 ? 0 : 1 + random.Below(4);
        for (var change = 0; change < changes && bytes.Count > 0; change++)
        {
            var at = random.Below(2) == 0 ? random.Below(bytes.Count) : random.Below(Math.Min(16, bytes.Count));
            switch (random.Below(5))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Below(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Below(256);
                    break;
                case 2:
                    bytes.RemoveRange(at, Math.Min(1 + random.Below(8), bytes.Count - at));
                    break;
                case 3:
                    bytes.Insert(at, (byte)random.Below(256));
                    break;
                default:
                    bytes.AddRange(bytes.GetRange(at, Math.Min(16, bytes.Count - at)));
                    break;
            }
        }

        return [.. bytes];
    }
}
