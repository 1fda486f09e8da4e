using Clearsight.Domain.Datasets;

namespace Clearsight.Datasets;

/// <summary>MNIST: handwritten digits (LeCun, Bottou, Bengio, Haffner, "Gradient-based learning applied to document recognition", 1998).</summary>
internal static class Mnist
{
    public static readonly PublishedDataset Published = new(
        "mnist",
        "MNIST",
        "The MNIST database of handwritten digits by Yann LeCun, Corinna Cortes and Christopher Burges",
        ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
        new("train-images-idx3-ubyte", [60_000, 28, 28], "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
        new("train-labels-idx1-ubyte", [60_000], "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
        new("t10k-images-idx3-ubyte", [10_000, 28, 28], "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
        new("t10k-labels-idx1-ubyte", [10_000], "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
        [new("https://ossci-datasets.s3.amazonaws.com/mnist/"), new("https://storage.googleapis.com/cvdf-datasets/mnist/")],
        // Anti-aliased into a box of 20 × 20 pixels with their aspect, which lies in the image by its centre of mass:
        // http://yann.lecun.com/exdb/mnist/.
        new Framing(4, Centering.Mass, Aperture: 1));
}
