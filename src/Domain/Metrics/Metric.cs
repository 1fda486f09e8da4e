namespace Clearsight.Domain.Metrics;

/// <summary>A value measured at the end of an epoch, after <paramref name="Step"/> optimizer updates.</summary>
public sealed record Metric(string Key, int Epoch, long Step, double Value, DateTimeOffset At);

public static class MetricKeys
{
    /// <summary>
    /// The training objective: of the batches of the epoch, with label smoothing or a teacher's answers, weights by noise
    /// density, augmentation and dropout as the training has them. It does not compare with the losses on other splits.
    /// </summary>
    public const string TrainLoss = "train/loss";
    public const string TrainAccuracy = "train/accuracy";
    public const string ValidationLoss = "validation/loss";
    public const string ValidationAccuracy = "validation/accuracy";

    /// <summary>Mean squared error between the cleaned and the clean image, pixel values 0..1.</summary>
    public const string ValidationMse = "validation/mse";

    /// <summary>Decibels, peak 1.</summary>
    public const string ValidationPsnr = "validation/psnr";
    public const string TestLoss = "test/loss";
    public const string TestAccuracy = "test/accuracy";

    /// <summary>Of <see cref="Models.ModelFiles.QuantizedOnnx"/>, as ONNX Runtime computes it.</summary>
    public const string TestAccuracyQuantized = "test/accuracyInt8";
    public const string TestMse = "test/mse";
    public const string TestPsnr = "test/psnr";

    /// <summary>PSNR of the noisy test images themselves, for comparison.</summary>
    public const string TestNoisyPsnr = "test/noisyPsnr";
    public const string LearningRate = "learningRate";
    public const string ImagesPerSecond = "imagesPerSecond";
}
