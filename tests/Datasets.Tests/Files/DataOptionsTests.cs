using Clearsight.Datasets.Files;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Clearsight.Datasets.Tests.Files;

public sealed class DataOptionsTests
{
    [Fact]
    public void Nothing_needs_to_be_set()
    {
        var options = Options();
        Assert.Equal(("data", true, 0), (options.Directory, options.Download, options.Mirrors.Count));
    }

    [Theory]
    [InlineData("https://mirror.example/mnist/")]
    [InlineData("http://127.0.0.1:5000/mnist")]
    [InlineData("http://localhost/mnist")]
    public void A_mirror_is_an_https_address_or_on_this_machine(string address)
    {
        Assert.Equal([address], Options(("Data:Mirrors:mnist:0", address)).Mirrors["mnist"]);
    }

    [Theory]
    [InlineData("Data:Mirrors:mnist:0", "http://mirror.example/", "which is not an https address")]
    [InlineData("Data:Mirrors:mnist:0", "file:///etc/passwd", "which is not an https address")]
    [InlineData("Data:Mirrors:mnist:0", "mirror", "which is not an https address")]
    [InlineData("Data:Mirrors:cifar:0", "https://mirror.example/", "Data:Mirrors names 'cifar', but what can be downloaded is: mnist, fashion-mnist.")]
    [InlineData("Data:Directory", "", "Directory")]
    [InlineData("Data:Attempts", "0", "Attempts")]
    [InlineData("Data:StallTimeout", "00:00:00", "StallTimeout")]
    [InlineData("Data:ConnectTimeout", "01:00:00", "ConnectTimeout")]
    [InlineData("Data:RetryDelay", "-00:00:01", "RetryDelay")]
    public void A_wrong_setting_is_refused_with_a_sentence_that_names_it(string key, string value, string problem)
    {
        var exception = Assert.Throws<OptionsValidationException>(() => Options((key, value)));
        Assert.Contains(problem, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_built_in_mirrors_keep_to_the_rule_for_mirrors()
    {
        Assert.All(DatasetCatalog.Published.SelectMany(dataset => dataset.Mirrors), mirror =>
        {
            Assert.Equal(Uri.UriSchemeHttps, mirror.Scheme);
            Assert.EndsWith("/", mirror.AbsolutePath, StringComparison.Ordinal);
        });
    }

    private static DataOptions Options(params IEnumerable<(string Key, string Value)> settings)
    {
        using var services = DatasetServices.With(settings);
        return services.GetRequiredService<IOptions<DataOptions>>().Value;
    }
}
