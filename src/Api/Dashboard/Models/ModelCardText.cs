using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Microsoft.AspNetCore.Components;

namespace Clearsight.Api.Dashboard.Models;

/// <summary>
/// A model card as a part of a page. It may have come in a bundle from anybody, so no HTML of its own, no picture and no link
/// other than to a web page gets through.
/// </summary>
internal static class ModelCardText
{
    /// <summary>The page has a heading of the first level and the card one of the second.</summary>
    private const int LevelsAbove = 2, LowestLevel = 6;

    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().DisableHtml().UsePipeTables().Build();

    /// <param name="markdown">CommonMark with tables.</param>
    public static MarkupString ToHtml(string markdown)
    {
        var document = Markdown.Parse(markdown, Pipeline);
        foreach (var heading in document.Descendants<HeadingBlock>())
        {
            heading.Level = Math.Min(heading.Level + LevelsAbove, LowestLevel);
        }

        foreach (var link in document.Descendants<LinkInline>().Where(link => link.IsImage || !IsWebPage(link.Url)).ToList())
        {
            link.ReplaceBy(new ContainerInline(), copyChildren: true);
        }

        foreach (var link in document.Descendants<AutolinkInline>().Where(link => !IsWebPage(link.Url)).ToList())
        {
            link.ReplaceBy(new LiteralInline(link.Url));
        }

        foreach (var table in document.Descendants<Table>())
        {
            table.GetAttributes().AddClass("plain");
        }

        return new MarkupString(document.ToHtml(Pipeline));
    }

    private static bool IsWebPage(string? address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";
}
