using Clearsight.Learning.Native;

namespace Clearsight.Learning.Tests.Native;

public sealed class LibtorchTests
{
    [Theory]
    [InlineData("linux-x64", true)]
    [InlineData("debian.12-x64", true)]
    [InlineData("win-x64", true)]
    [InlineData("osx-arm64", true)]
    [InlineData("linux-arm64", false)]
    [InlineData("linux-musl-x64", false)]
    [InlineData("osx-x64", false)]
    [InlineData("linux-riscv64", false)]
    public void It_is_known_where_there_is_a_libtorch(string runtimeIdentifier, bool supported) =>
        Assert.Equal(supported, Libtorch.IsSupported(runtimeIdentifier));

    [Fact]
    public void A_missing_library_is_named()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal("libc10.so is missing beside the program.", Libtorch.Reason(folder.Path));
    }

    [Fact]
    public void A_library_that_does_not_load_is_named_in_one_line()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["libc10.so"], "not a library");
        var reason = Libtorch.Reason(folder.Path);

        Assert.Contains("libc10.so", reason, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', reason!);
    }

    [Fact]
    public void Nothing_is_wrong_where_it_loads() => Assert.Null(Libtorch.Reason(AppContext.BaseDirectory));
}
