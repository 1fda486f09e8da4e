using System.Text;

namespace Clearsight.Domain.Reports;

/// <summary>GitHub Flavored Markdown (https://github.github.com/gfm/).</summary>
public static class MarkdownReport
{
    public static string Write(Report report)
    {
        var text = new StringBuilder();
        text.Append("# ").Append(Escaped(report.Title)).Append('\n');
        foreach (var block in report.Blocks.Where(block => block is not Picture))
        {
            text.Append('\n');
            switch (block)
            {
                case Heading heading:
                    text.Append("## ").Append(Escaped(heading.Text)).Append('\n');
                    break;
                case Paragraph paragraph:
                    text.Append(Escaped(paragraph.Text)).Append('\n');
                    break;
                case Table table:
                    Row(text, table.Columns.Select(Escaped));
                    Row(text, table.Columns.Select((_, column) => column == 0 ? "---" : "---:"));
                    foreach (var row in table.Rows.Where(row => row.Count > 0))
                    {
                        Row(text, row.Select(Escaped));
                    }

                    break;
            }
        }

        return text.ToString();
    }

    private static void Row(StringBuilder text, IEnumerable<string> cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");

    /// <summary>Text that stays text, whatever a class of a data set is called.</summary>
    private static string Escaped(string text)
    {
        var escaped = new StringBuilder();
        foreach (var character in TextReport.OneLine(text))
        {
            escaped.Append(character is '\\' or '`' or '*' or '_' or '[' or ']' or '<' or '>' or '|' or '&' or '#' ? "\\" : "").Append(character);
        }

        return escaped.ToString();
    }
}
