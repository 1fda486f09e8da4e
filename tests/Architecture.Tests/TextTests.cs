using System.Text.RegularExpressions;

namespace Clearsight.Architecture.Tests;

/// <summary>Rules for every text of the repository.</summary>
public sealed partial class TextTests
{
    private static readonly string[] TextFiles =
        [".cs", ".csproj", ".props", ".targets", ".md", ".sh", ".json", ".http", ".yml", ".proto", ".razor", ".css", ".js", ".txt", ".sln"];

    [Fact]
    public void No_file_has_the_path_of_a_developers_machine() => Assert.Empty(Offences(MachinePath()));

    /// <summary>The words of the field (docs/adr/0001) are the same everywhere.</summary>
    [Fact]
    public void No_source_says_cancelled_with_two_ls() => Assert.Empty(Offences(DoubleL()));

    [Fact]
    public void No_source_file_is_called_after_nothing() =>
        Assert.All(SourceTree.Files("src"), file => Assert.DoesNotMatch(MeaninglessName(), Path.GetFileNameWithoutExtension(file)));

    [Fact]
    public void No_text_puts_off_work_that_is_left_to_do() => Assert.Empty(Offences(LeftOver()));

    private static IEnumerable<string> Offences(Regex pattern) =>
        from file in SourceTree.Files()
        where TextFiles.Contains(Path.GetExtension(file)) && Path.GetFileName(file) != "TextTests.cs"
        from line in SourceTree.Read(file).Split('\n').Index()
        where pattern.IsMatch(line.Item)
        select $"{file}:{line.Index + 1}: {line.Item.Trim()}";

    [GeneratedRegex(@"(?<![\w.:/])(/home/|/root/|/Users/|/work/|[A-Z]:\\Users\\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MachinePath();

    [GeneratedRegex(@"\bcancelled\b|\bCancelled\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DoubleL();

    [GeneratedRegex("(Utils?|Utilit(y|ies)|Helpers?|Manager)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MeaninglessName();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK)\b|NotImplementedException|#region", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LeftOver();
}
