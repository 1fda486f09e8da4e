using Clearsight.Domain.Metrics;
using Clearsight.Domain.Models;
using Clearsight.Storage.Models;

namespace Clearsight.Storage.Tests.Models;

public sealed class LearningCurvesFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clearsight-curves-").FullName;

    private string File => Path.Combine(_folder, ModelFiles.LearningCurves);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Curves_come_back_as_they_were()
    {
        var curves = LearningCurves.Of([Samples.Metric(MetricKeys.TrainLoss, 1, 0.1 + 0.2), Samples.Metric(MetricKeys.ValidationPsnr, 1, double.PositiveInfinity)]);

        await LearningCurvesFile.WriteAsync(_folder, curves, Token);

        Assert.Equivalent(curves, await LearningCurvesFile.ReadAsync(File, Token), strict: true);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"format\": 1}")]
    [InlineData("{\"format\": 2, \"curves\": []}")]
    public async Task A_file_that_cannot_be_read_says_so(string text)
    {
        await System.IO.File.WriteAllTextAsync(File, text, Token);

        await Assert.ThrowsAsync<InvalidDataException>(() => LearningCurvesFile.ReadAsync(File, Token));
    }
}
