using Clearsight.Domain.Reports;

namespace Clearsight.Domain.Tests.Reports;

public sealed class ReportFormatTests
{
    private static readonly Report Page = new("Shapes & <b>forms</b>",
    [
        new Paragraph("One | two."),
        new Heading("By class"),
        new Picture("bars"),
        new Table(["", "images"], [["a|b", "10"], Table.Gap, ["all", "10"]]),
    ]);

    [Fact]
    public void Text_aligns_columns_to_the_right() => Assert.Equal(
        """
        Shapes & <b>forms</b>
        =====================

        One | two.

        By class
        --------

                images

        a|b         10

        all         10

        """.ReplaceLineEndings("\n"), TextReport.Write(Page));

    [Fact]
    public void Markdown_keeps_text_text() => Assert.Equal(
        """
        # Shapes \& \<b\>forms\</b\>

        One \| two.

        ## By class

        |  | images |
        | --- | ---: |
        | a\|b | 10 |
        | all | 10 |

        """.ReplaceLineEndings("\n"), MarkdownReport.Write(Page));

    [Fact]
    public void Html_shows_a_picture_in_the_theme_of_the_reader_where_it_is_drawn()
    {
        var html = HtmlReport.Write(Page, new Dictionary<Picture, ThemedPicture> { [new Picture("bars")] = new("<svg>day</svg>", "<svg>night</svg>") });

        Assert.Contains("<figure>\n<div class=\"light\"><svg>day</svg></div>\n<div class=\"dark\"><svg>night</svg></div>\n</figure>", html, StringComparison.Ordinal);
        Assert.Contains("@media (prefers-color-scheme: dark) { .light { display: none; }", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<figure>", HtmlReport.Write(Page), StringComparison.Ordinal);
    }

    [Fact]
    public void Html_has_no_element_that_a_name_brought_in()
    {
        var html = HtmlReport.Write(Page);

        Assert.StartsWith("<!DOCTYPE html>", html, StringComparison.Ordinal);
        Assert.Contains("<h1>Shapes &amp; &lt;b&gt;forms&lt;/b&gt;</h1>", html, StringComparison.Ordinal);
        Assert.Contains("<tr><th scope=\"row\">a|b</th><td>10</td></tr>", html, StringComparison.Ordinal);
        Assert.Contains("<tr class=\"after-gap\"><th scope=\"row\">all</th>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_with_a_line_break_starts_no_line()
    {
        var page = new Report("x", [new Table(["a\n# b"], [["c\r\n| d"]])]);

        Assert.DoesNotContain("\n# b", MarkdownReport.Write(page), StringComparison.Ordinal);
        Assert.DoesNotContain("\n| d", TextReport.Write(page), StringComparison.Ordinal);
    }
}
