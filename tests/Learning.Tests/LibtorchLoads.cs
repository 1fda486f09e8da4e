using TorchSharp;

namespace Clearsight.Learning.Tests;

public sealed class LibtorchLoads
{
    [Fact]
    public void The_patched_library_computes()
    {
        using var product = torch.ones(2, 2).mm(torch.ones(2, 2));
        Assert.Equal(8f, product.sum().item<float>());
    }
}
