using Clearsight.Domain;
using Clearsight.Domain.Datasets;
using Clearsight.Domain.Models;
using Clearsight.Serving.Inference;
using Clearsight.Serving.Telemetry;
using Microsoft.ML.OnnxRuntime;

namespace Clearsight.Serving.Models;

/// <summary>
/// A model version that is ready to answer: its manifest and its ONNX sessions, which any number of threads may run at
/// once, each run on the thread of its caller. The sessions live until the last user has left: see <see cref="ModelUse"/>.
/// </summary>
public sealed class ServedModel
{
    private static readonly RunOptions Defaults = new();
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(10);
    private readonly InferenceSession _session;

    // In whole numbers; the same session where the version has no such form.
    private readonly InferenceSession _quantized;

    // Starts with the one that loaded it; at zero the session is gone and nobody can enter any more.
    private int _users = 1;

    private ServedModel(ModelVersion version, Framing framing, InferenceSession session, InferenceSession quantized)
    {
        Version = version;
        Framing = framing;
        _session = session;
        _quantized = quantized;
        Tags = ServingTelemetry.Tags(version);
        Frame = FrameSize.Parse(session.ModelMetadata.CustomMetadataMap);
        Tiling = Tiling.Parse(session.ModelMetadata.CustomMetadataMap);
        if (Tiling is null && version.Manifest.Task == TaskKind.Denoise)
        {
            throw new InvalidDataException("The model's metadata has no 'tiling'; a denoiser must run on images of any size.");
        }
    }

    public ModelVersion Version { get; }

    public ModelReference Reference => Version.Reference;

    /// <summary>The size of the images that the network was trained on.</summary>
    public FrameSize Frame { get; }

    /// <summary>How things lie in these images.</summary>
    public Framing Framing { get; }

    /// <summary>How a large image may be cut for this network; null where the network takes its frame only.</summary>
    public Tiling? Tiling { get; }

    /// <summary>What measurements of this model are told apart by.</summary>
    internal KeyValuePair<string, object?>[] Tags { get; }

    /// <summary>Whether pictures are classified in whole numbers of eight bits.</summary>
    public bool IsQuantized => _quantized != _session;

    /// <summary>Loads and warms the model: the first run allocates what later runs reuse.</summary>
    /// <param name="path">The version's <see cref="ModelFiles.Onnx"/>.</param>
    /// <param name="framing">That of the data set that it was trained on; matters where clients' pictures are classified.</param>
    /// <param name="quantizedPath">The version's <see cref="ModelFiles.QuantizedOnnx"/>; null for floating point throughout.</param>
    /// <exception cref="OnnxRuntimeException">A file is missing or is not a model that ONNX Runtime can run.</exception>
    /// <exception cref="InvalidDataException">The model lacks the metadata that serving needs.</exception>
    public static ModelUse Load(ModelVersion version, string path, Framing? framing = null, string? quantizedPath = null)
    {
        var session = Session(path, arena: true);
        var quantized = session;
        try
        {
            quantized = quantizedPath is null ? session : Session(quantizedPath, arena: false);
            var model = new ServedModel(version, framing ?? Framing.Default, session, quantized);
            model.WarmUp();
            return new ModelUse(model);
        }
        catch
        {
            session.Dispose();
            quantized.Dispose();
            throw;
        }
    }

    /// <summary>Runs grey images of one size through a denoiser.</summary>
    /// <param name="images">Count × height × width values 0..1.</param>
    /// <param name="cleaned">As long as the images.</param>
    /// <exception cref="UnavailableException">The network's numbers ran over.</exception>
    public void Denoise(Memory<float> images, int width, int height, Memory<float> cleaned, int count = 1)
    {
        using var input = Tensor(images, count, 1, height, width);
        using var output = Tensor(cleaned, count, 1, height, width);
        _session.Run(Defaults, ModelContract.Inputs, [input], ModelContract.DenoiserOutputs, [output]);
        RequireNumbers(cleaned.Span);
    }

    /// <summary>Runs grey images of the frame's size through a classifier.</summary>
    /// <param name="images">Count × height × width values 0..1.</param>
    /// <param name="probabilities">One a class for each image, at the model's temperature; those of an image sum to 1.</param>
    /// <param name="logits">One a class for each image, as the network gives them.</param>
    /// <param name="ofPictures">See <see cref="ImageBatch.OfPictures"/>.</param>
    /// <exception cref="UnavailableException">The network's numbers ran over.</exception>
    public void Classify(Memory<float> images, Memory<float> probabilities, Memory<float> logits, int count = 1, bool ofPictures = false)
    {
        using var input = Tensor(images, count, 1, Frame.Height, Frame.Width);
        using var likely = Tensor(probabilities, count, probabilities.Length / count);
        using var raw = Tensor(logits, count, logits.Length / count);
        (ofPictures ? _quantized : _session).Run(Defaults, ModelContract.Inputs, [input], ModelContract.ClassifierOutputs, [likely, raw]);
        RequireNumbers(probabilities.Span);
        RequireNumbers(logits.Span);
    }

    /// <summary>Null when the model is gone already; the caller looks up its successor.</summary>
    /// <param name="asSelection">See <see cref="ModelUse.IsSelection"/>.</param>
    internal ModelUse? TryEnter(bool asSelection = false)
    {
        for (var users = Volatile.Read(ref _users); users > 0;)
        {
            var seen = Interlocked.CompareExchange(ref _users, users + 1, users);
            if (seen == users)
            {
                return new ModelUse(this, asSelection);
            }

            users = seen;
        }

        return null;
    }

    internal void Leave()
    {
        if (Interlocked.Decrement(ref _users) == 0)
        {
            _session.Dispose();
            _quantized.Dispose();
        }
    }

    private void WarmUp()
    {
        var image = new float[Frame.Height * Frame.Width];
        if (Version.Manifest.Task == TaskKind.Denoise)
        {
            Denoise(image, Frame.Width, Frame.Height, new float[image.Length]);
            return;
        }

        var classes = Version.Manifest.Classes.Count;
        Classify(image, new float[classes], new float[classes]);
        Classify(image, new float[classes], new float[classes], ofPictures: true);
    }

    /// <param name="arena">
    /// Memory is kept from one run to the next. Large pictures need that, as the system takes back what they used; where runs
    /// are short and small, as in whole numbers, threads wait for each other at the arena's lock more than it saves.
    /// </param>
    private static InferenceSession Session(string path, bool arena)
    {
        using var options = new SessionOptions
        {
            // One thread a run: requests side by side fill the cores, and none waits for another's threads.
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
            EnableCpuMemArena = arena,
        };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        options.AddSessionConfigEntry("session.inter_op.allow_spinning", "0");
        // What ONNX Runtime does to graphs that round: here it would move the rounding to bytes before a pooling, onto four times the values.
        options.AddSessionConfigEntry("session.disable_quant_qdq", "1");
        if (!Processor.AddsBytesExactly)
        {
            // Weights of all 8 bits overflow there. ONNX Runtime is to take the slower, exact way, which it would take with VNNI, too, a quarter slower for nothing.
            options.AddSessionConfigEntry("session.x64quantprecision", "1");
        }

        return new InferenceSession(path, options);
    }

    /// <summary>Weights that were trained here do not get there, but imported ones may be any numbers, and no answer has a form for what is none.</summary>
    private void RequireNumbers(ReadOnlySpan<float> values)
    {
        foreach (var value in values)
        {
            if (!float.IsFinite(value))
            {
                throw new OverflowingModelException(
                    $"{Reference} answers this image with what is no number: its weights are too large. Name another model, or select one with PUT /selection/{Version.Manifest.Task.ToName()}.",
                    RetryAfter);
            }
        }
    }

    private static OrtValue Tensor(Memory<float> values, params long[] shape) =>
        OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, values, shape);
}

/// <summary>Keeps a model's session alive until it is disposed: for one request, or for as long as the model is selected.</summary>
public sealed class ModelUse : IDisposable
{
    private int _left;

    internal ModelUse(ServedModel model, bool isSelection = false) => (Model, IsSelection) = (model, isSelection);

    public ServedModel Model { get; }

    /// <summary>Whoever entered asked for a task, not for this model by its name.</summary>
    public bool IsSelection { get; }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _left, 1) == 0)
        {
            Model.Leave();
        }
    }
}
