using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;

namespace Clearsight.Benchmarks.Http;

/// <summary>An ONNX classifier of 28 × 28 pixels with the session options that the service has, run by any number of threads.</summary>
internal sealed class ClassifierRun : IDisposable
{
    private const int Side = 28;
    private const int Classes = 10;
    private static readonly string[] Inputs = ["images"];
    private static readonly string[] Outputs = ["probabilities", "logits"];
    private readonly RunOptions _options = new();
    private readonly InferenceSession _session;

    public ClassifierRun(string model, int threads = 1)
    {
        using var options = new SessionOptions { IntraOpNumThreads = threads, InterOpNumThreads = 1 };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        options.AddSessionConfigEntry("session.inter_op.allow_spinning", "0");
        _session = new InferenceSession(model, options);
    }

    /// <summary>The class of an image that is all of one grey.</summary>
    public int Likeliest(int count = 1)
    {
        var (images, probabilities, logits) = (new float[count * Side * Side], new float[count * Classes], new float[count * Classes]);
        using var input = Tensor(images, count, 1, Side, Side);
        using var likely = Tensor(probabilities, count, Classes);
        using var raw = Tensor(logits, count, Classes);
        _session.Run(_options, Inputs, [input], Outputs, [likely, raw]);
        return TensorPrimitives.IndexOfMax(logits.AsSpan(0, Classes));
    }

    public void Dispose()
    {
        _session.Dispose();
        _options.Dispose();
    }

    private static OrtValue Tensor(float[] values, params long[] shape) =>
        OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, values.AsMemory(), shape);
}
