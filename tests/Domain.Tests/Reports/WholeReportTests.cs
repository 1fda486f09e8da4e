using Clearsight.Domain.Evaluation;
using Clearsight.Domain.Reports;
using Clearsight.Domain.Tests.Evaluation;

namespace Clearsight.Domain.Tests.Reports;

public sealed class WholeReportTests
{
    [Fact]
    public void It_shows_the_denoiser_and_the_classifiers_side_by_side()
    {
        var comparison = ModelComparison.Of([SampleModels.Classifier("own", [0, 1, 0, 1, 0, 1]), SampleModels.Classifier("taken-over", [0, 1, 0, 0, 0, 0])]);

        var page = MarkdownReport.Write(WholeReport.Of(SampleModels.Denoiser("cleaner", 20, 15), comparison));

        Assert.StartsWith("# Report on cleaner:1, own:1, taken-over:1\n\nown:1 classifies 33.33 percentage points more", page, StringComparison.Ordinal);
        Assert.Contains("| 10% | 20.00 | 9.00 | 17.00 | 14.00 | 19.00 |", page, StringComparison.Ordinal);
        Assert.Contains("| taken-over:1 | 1,234 | 0.7500 | 0.5000 | 0.6667 |", page, StringComparison.Ordinal);
        Assert.Contains("| own:1, taken-over:1 | 4 | 2 | 0 | 0 | 0.5000 |", page, StringComparison.Ordinal);
    }
}
