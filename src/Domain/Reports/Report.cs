using Clearsight.Domain.Models;

namespace Clearsight.Domain.Reports;

/// <summary>A page for people, in no format yet: <see cref="TextReport"/>, <see cref="MarkdownReport"/> and <see cref="HtmlReport"/> write it.</summary>
public sealed record Report(string Title, IReadOnlyList<ReportBlock> Blocks);

public abstract record ReportBlock;

public sealed record Heading(string Text) : ReportBlock;

public sealed record Paragraph(string Text) : ReportBlock;

/// <summary>A plot, in the formats that can show one.</summary>
/// <param name="Plot">Its name, as in the addresses of plots.</param>
/// <param name="Model">Of which version; null for what the page, or its part, is about.</param>
public sealed record Picture(string Plot, ModelReference? Model = null) : ReportBlock;

/// <summary>A drawn plot as SVG documents, for a page of light and one of dark background.</summary>
public sealed record ThemedPicture(string Light, string Dark);

/// <param name="Columns">Headings; the first column names the rows.</param>
/// <param name="Rows">As many cells as there are columns; none for a gap between rows.</param>
public sealed record Table(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows) : ReportBlock
{
    public static readonly IReadOnlyList<string> Gap = [];
}
