using Clearsight.Domain.Datasets;

namespace Clearsight.Datasets;

/// <summary>Fashion-MNIST: photographs of garments (Xiao, Rasul, Vollgraf, arXiv:1708.07747, 2017).</summary>
internal static class FashionMnist
{
    public static readonly PublishedDataset Published = new(
        "fashion-mnist",
        "Fashion-MNIST",
        "Fashion-MNIST by Zalando Research, MIT licence, https://github.com/zalandoresearch/fashion-mnist",
        ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"],
        new("train-images-idx3-ubyte", [60_000, 28, 28], "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888"),
        new("train-labels-idx1-ubyte", [60_000], "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9"),
        new("t10k-images-idx3-ubyte", [10_000, 28, 28], "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"),
        new("t10k-labels-idx1-ubyte", [10_000], "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"),
        [new("https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/"), new("https://storage.googleapis.com/tensorflow/tf-keras-datasets/")],
        // Section 2 of the paper: trimmed, the longest edge made 28 pixels by skipping rows and columns, sharpened, the shortest
        // edge extended with the thing in the middle. A third of a pixel is as sharp as that and hears less of the noise.
        new Framing(0, Centering.Box, Aperture: 1.0 / 3));
}
