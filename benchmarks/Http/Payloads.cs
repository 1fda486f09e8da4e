using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Clearsight.Api.InferenceProtocol.Rpc;
using Clearsight.Domain;
using Google.Protobuf;
using SkiaSharp;

namespace Clearsight.Benchmarks.Http;

/// <summary>Request bodies as files, for clients that replay them. The same on every machine.</summary>
internal sealed class Payloads : IDisposable
{
    private const int Side = 28;
    private const int Pictures = 1_000;

    /// <summary>Images of a large request.</summary>
    public const int Batch = 64;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("clearsight-payloads-");

    public Payloads()
    {
        var images = Enumerable.Range(0, Pictures).Select(Draw).ToList();
        Png = Write("png", images.Select(Encode));
        JsonOne = Write("json", images.Take(100).Select(image => Json([image])));
        BinaryOne = Write("binary", images.Take(100).Select(image => Binary([image])));
        BinaryBatch = Write("binary-batch", Enumerable.Range(0, 10).Select(start => Binary(images.GetRange(start * Batch, Batch))));
        BinaryHead = Head(1).Length;
        BinaryBatchHead = Head(Batch).Length;
        GrpcBatch = Path.Combine(_folder.FullName, "grpc-batch");
        File.WriteAllBytes(GrpcBatch, Grpc(images.GetRange(0, Batch)));
    }

    /// <summary>Lists of files: PNGs of 28 × 28 pixels, all different; requests of the Open Inference Protocol.</summary>
    public string Png { get; }
    public string JsonOne { get; }
    public string BinaryOne { get; }
    public string BinaryBatch { get; }

    /// <summary>One file: a gRPC message with its frame.</summary>
    public string GrpcBatch { get; }

    /// <summary>Bytes of JSON before the tensors.</summary>
    public int BinaryHead { get; }
    public int BinaryBatchHead { get; }

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>A few bright bars and dots on black.</summary>
    private static byte[] Draw(int index)
    {
        var stream = new RandomStream((ulong)index, "picture");
        var pixels = new byte[Side * Side];
        for (var shape = 0; shape < 6; shape++)
        {
            var (left, top) = ((int)(stream.NextDouble() * 20) + 2, (int)(stream.NextDouble() * 20) + 2);
            var (width, height) = ((int)(stream.NextDouble() * 8) + 1, (int)(stream.NextDouble() * 8) + 1);
            var level = (byte)(stream.NextDouble() * 200 + 55);
            for (var y = top; y < Math.Min(top + height, Side - 1); y++)
            {
                pixels.AsSpan(y * Side + left, Math.Min(width, Side - 1 - left)).Fill(level);
            }
        }

        return pixels;
    }

    private static byte[] Encode(byte[] pixels)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(Side, Side, SKColorType.Gray8, SKAlphaType.Opaque));
        Marshal.Copy(pixels, 0, bitmap.GetPixels(), pixels.Length);
        using var encoded = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return encoded.ToArray();
    }

    private static byte[] Json(List<byte[]> images) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        inputs = new[] { new { name = "images", shape = Shape(images.Count), datatype = "FP32", data = Values(images) } },
    });

    private static byte[] Head(int count) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        inputs = new[]
        {
            new { name = "images", shape = Shape(count), datatype = "FP32", parameters = new { binary_data_size = count * Side * Side * sizeof(float) } },
        },
        parameters = new { binary_data_output = true },
    });

    private static byte[] Binary(List<byte[]> images) => [.. Head(images.Count), .. MemoryMarshal.AsBytes(Values(images).AsSpan())];

    private static byte[] Grpc(List<byte[]> images)
    {
        var tensor = new ModelInferRequest.Types.InferInputTensor { Name = "images", Datatype = "FP32" };
        tensor.Shape.AddRange(Shape(images.Count).Select(length => (long)length));
        var request = new ModelInferRequest { ModelName = "classify", Inputs = { tensor } };
        request.RawInputContents.Add(ByteString.CopyFrom(MemoryMarshal.AsBytes(Values(images).AsSpan())));
        var message = request.ToByteArray();
        var framed = new byte[5 + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(framed.AsSpan(1), message.Length);
        message.CopyTo(framed.AsSpan(5));
        return framed;
    }

    private static int[] Shape(int count) => [count, 1, Side, Side];

    private static float[] Values(List<byte[]> images) => [.. images.SelectMany(image => image.Select(level => level / 255f))];

    private string Write(string name, IEnumerable<byte[]> bodies)
    {
        var list = new StringBuilder();
        foreach (var (index, body) in bodies.Index())
        {
            var file = Path.Combine(_folder.FullName, string.Create(CultureInfo.InvariantCulture, $"{name}-{index:0000}"));
            File.WriteAllBytes(file, body);
            list.AppendLine(file);
        }

        var path = Path.Combine(_folder.FullName, $"{name}.list");
        File.WriteAllText(path, list.ToString());
        return path;
    }
}
