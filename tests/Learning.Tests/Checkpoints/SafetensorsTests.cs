using System.Buffers.Binary;
using System.Text;
using Clearsight.Domain;
using Clearsight.Learning.Checkpoints;

namespace Clearsight.Learning.Tests.Checkpoints;

public sealed class SafetensorsTests
{
    private const string OneTensor = """{"a":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]}}""";

    [Fact]
    public void The_bytes_are_those_of_the_format()
    {
        using var file = new MemoryStream();
        Safetensors.Write(file, [new NamedTensor("ab", [2, 1], [1.5f, -2])]);
        var expected = File("""{"ab":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]}}       """, 1.5f, -2);

        Assert.Equal(expected, file.ToArray());
    }

    [Fact]
    public void What_is_written_is_read_again_in_the_order_of_the_names()
    {
        using var file = new MemoryStream();
        Safetensors.Write(file, [new NamedTensor("b", [3], [1, 2, 3]), new NamedTensor("a", [1, 2], [4, 5]), new NamedTensor("c", [], [6])]);
        var tensors = Safetensors.Parse(file.ToArray());

        Assert.Equal(["a", "b", "c"], tensors.Select(tensor => tensor.Name));
        Assert.Equal([1, 2], tensors[0].Shape);
        Assert.Equal([1f, 2, 3], tensors[1].Values);
        Assert.Equal([6f], tensors[2].Values);
    }

    [Fact]
    public void Metadata_of_other_writers_is_passed_over()
    {
        var tensors = Safetensors.Parse(File("""{"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 1));
        Assert.Equal("a", Assert.Single(tensors).Name);
    }

    public static TheoryData<string, string> Refused => new()
    {
        { "", "opening brace" },
        { "[]", "opening brace" },
        { "{", "JSON" },
        { """{"a":1}""", "dtype, shape and data_offsets" },
        { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"code":"x"}}""", "nothing else" },
        { """{"../a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "name" },
        { """{"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}""", "type" },
        { """{"a":{"dtype":7,"shape":[2],"data_offsets":[0,8]}}""", "type" },
        { """{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", "whole number" },
        { """{"a":{"dtype":"F32","shape":[2.5],"data_offsets":[0,8]}}""", "whole number" },
        { """{"a":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,2],"data_offsets":[0,8]}}""", "list" },
        { """{"a":{"dtype":"F32","shape":[2147483647,2147483647,2147483647,2147483647,2],"data_offsets":[0,8]}}""", "bytes" },
        { """{"a":{"dtype":"F32","shape":[65536,65536,0],"data_offsets":[0,8]}}""", "bytes" },
        { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", "data_offsets" },
        { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}}""", "data_offsets" },
        { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,9999999999999]}}""", "whole number" },
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "hole" },
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "accounts for 4" },
        { """{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}""", "accounts for 12" },
        { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "overlaps" },
        { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "JSON" },
        { """{"__metadata__":{"a":{"b":"c"}},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "metadata" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_header_that_breaks_a_rule_is_refused_with_a_sentence(string header, string says)
    {
        var problem = Assert.Throws<SafetensorsException>(() => Safetensors.Parse(File(header, 1, 2)));
        Assert.Contains(says, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void A_value_that_is_not_finite_is_refused(float value)
    {
        var problem = Assert.Throws<SafetensorsException>(() => Safetensors.Parse(File(OneTensor, 1, value)));
        Assert.Contains("finite", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData((1UL << 20) + 1)]
    [InlineData(ulong.MaxValue)]
    [InlineData(1000UL)]
    public void A_header_length_beyond_the_limit_or_the_file_is_refused(ulong length)
    {
        var file = File(OneTensor, 1, 2);
        BinaryPrimitives.WriteUInt64LittleEndian(file, length);
        Assert.Throws<SafetensorsException>(() => Safetensors.Parse(file));
    }

    [Fact]
    public void Every_truncation_is_refused()
    {
        var file = File(OneTensor, 1, 2);
        Assert.All(Enumerable.Range(0, file.Length), length => Assert.Throws<SafetensorsException>(() => Safetensors.Parse(file[..length])));
    }

    [Fact]
    public void Mutated_files_are_read_or_refused_and_nothing_else()
    {
        var header = """{"a.weight":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},"a.bias":{"dtype":"F32","shape":[2],"data_offsets":[24,32]}}""";
        var original = File(header, 1, 2, 3, 4, 5, 6, 7, 8);
        var random = new RandomStream(2026, "safetensors mutations");
        var refused = 0;
        for (var trial = 0; trial < 2_000; trial++)
        {
            var mutated = Mutate(original, random);
            var problem = Record.Exception(() => Safetensors.Parse(mutated));
            Assert.True(problem is null or SafetensorsException, $"Trial {trial}: {problem}");
            refused += problem is null ? 0 : 1;
        }

        Assert.InRange(refused, 1_000, 2_000);
    }

    /// <summary>One to four of: another byte, a byte taken out, a byte put in, a piece copied elsewhere, the end cut off.</summary>
    private static byte[] Mutate(byte[] original, RandomStream random)
    {
        var bytes = original.ToList();
        for (var change = random.Below(4); change >= 0 && bytes.Count > 1; change--)
        {
            var at = random.Below(bytes.Count);
            switch (random.Below(5))
            {
                case 0: bytes[at] = (byte)random.Below(256); break;
                case 1: bytes.RemoveAt(at); break;
                case 2: bytes.Insert(at, (byte)"{}[]\",:0123456789-eE"[random.Below(20)]); break;
                case 3: bytes.InsertRange(random.Below(bytes.Count), bytes.GetRange(at, Math.Min(random.Below(16), bytes.Count - at))); break;
                default: bytes.RemoveRange(at, bytes.Count - at); break;
            }
        }

        return [.. bytes];
    }

    private static byte[] File(string header, params float[] values)
    {
        using var file = new MemoryStream();
        using var writer = new BinaryWriter(file);
        writer.Write((ulong)Encoding.UTF8.GetByteCount(header));
        writer.Write(Encoding.UTF8.GetBytes(header));
        foreach (var value in values)
        {
            writer.Write(value);
        }

        return file.ToArray();
    }
}
