using System.Net;
using System.Text;

namespace Clearsight.Domain.Reports;

/// <summary>One page that needs nothing beside itself, in light and dark.</summary>
public static class HtmlReport
{
    private const string Style = """
        :root { color-scheme: light dark; }
        body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; }
        .wide { overflow-x: auto; }
        table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
        th, td { padding: .25rem .75rem; text-align: right; border-bottom: 1px solid #8884; }
        th:first-child, td:first-child { text-align: left; font-weight: 600; }
        tr.after-gap > * { border-top: 2px solid #8888; }
        svg { max-width: 100%; height: auto; }
        .dark { display: none; }
        @media (prefers-color-scheme: dark) { .light { display: none; } .dark { display: block; } }
        """;

    /// <param name="pictures">One that is not there is left out.</param>
    public static string Write(Report report, IReadOnlyDictionary<Picture, ThemedPicture>? pictures = null)
    {
        var html = new StringBuilder();
        html.Append($"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>{Text(report.Title)}</title>\n");
        html.Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        html.Append($"<style>\n{Style}\n</style>\n</head>\n<body>\n<h1>{Text(report.Title)}</h1>\n");
        foreach (var block in report.Blocks)
        {
            switch (block)
            {
                case Heading heading:
                    html.Append($"<h2>{Text(heading.Text)}</h2>\n");
                    break;
                case Paragraph paragraph:
                    html.Append($"<p>{Text(paragraph.Text)}</p>\n");
                    break;
                case Table table:
                    Append(html, table);
                    break;
                case Picture picture when pictures?.GetValueOrDefault(picture) is { } drawn:
                    html.Append($"<figure>\n<div class=\"light\">{drawn.Light}</div>\n<div class=\"dark\">{drawn.Dark}</div>\n</figure>\n");
                    break;
            }
        }

        return html.Append("</body>\n</html>\n").ToString();
    }

    private static void Append(StringBuilder html, Table table)
    {
        html.Append("<div class=\"wide\"><table>\n<thead><tr>");
        html.AppendJoin("", table.Columns.Select(column => $"<th scope=\"col\">{Text(column)}</th>"));
        html.Append("</tr></thead>\n<tbody>\n");
        var afterGap = false;
        foreach (var row in table.Rows)
        {
            if (row.Count > 0)
            {
                html.Append(afterGap ? "<tr class=\"after-gap\">" : "<tr>");
                html.Append($"<th scope=\"row\">{Text(row[0])}</th>");
                html.AppendJoin("", row.Skip(1).Select(cell => $"<td>{Text(cell)}</td>")).Append("</tr>\n");
            }

            afterGap = row.Count == 0;
        }

        html.Append("</tbody>\n</table></div>\n");
    }

    private static string Text(string text) => WebUtility.HtmlEncode(TextReport.OneLine(text));
}
