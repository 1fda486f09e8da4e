using System.Text;

namespace Clearsight.Domain.Reports;

/// <summary>For a terminal: columns aligned by blanks.</summary>
public static class TextReport
{
    /// <summary>What numbers of the usual length need; narrower columns run into each other for the eye.</summary>
    private const int NarrowestColumn = 9;

    public static string Write(Report report)
    {
        var text = new StringBuilder();
        Underlined(text, report.Title, '=');
        foreach (var block in report.Blocks.Where(block => block is not Picture))
        {
            text.Append('\n');
            switch (block)
            {
                case Heading heading:
                    Underlined(text, heading.Text, '-');
                    break;
                case Paragraph paragraph:
                    text.Append(OneLine(paragraph.Text)).Append('\n');
                    break;
                case Table table:
                    Aligned(text, table);
                    break;
            }
        }

        return text.ToString();
    }

    /// <summary>Names come from data sets and could have any character; none of them may start a line.</summary>
    internal static string OneLine(string text) => string.Concat(text.Select(character => char.IsControl(character) ? ' ' : character));

    private static void Underlined(StringBuilder text, string title, char line)
    {
        title = OneLine(title);
        text.Append(title).Append('\n').Append(line, title.Length).Append('\n');
    }

    private static void Aligned(StringBuilder text, Table table)
    {
        var lines = table.Rows.Prepend(table.Columns).Select(row => row.Select(OneLine).ToList()).ToList();
        var widths = table.Columns
            .Select((_, column) => lines.Where(line => line.Count > 0).Max(line => line[column].Length))
            .Select((width, column) => column == 0 ? width : Math.Max(width, NarrowestColumn) + 1)
            .ToList();
        // Below the headings as below a gap: an empty line.
        lines.Insert(1, []);
        foreach (var line in lines)
        {
            var cells = string.Concat(line.Select((cell, column) => cell.PadLeft(widths[column]) + (column == 0 ? " " : "")));
            text.Append(cells.TrimEnd()).Append('\n');
        }
    }
}
