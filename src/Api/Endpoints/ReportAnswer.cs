using System.Text;
using Clearsight.Domain;
using Clearsight.Domain.Reports;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Clearsight.Api.Endpoints;

/// <summary>A report in the format that the client wants: by <c>?format=</c>, or else by <c>Accept</c>.</summary>
internal static class ReportAnswer
{
    public const string Json = "application/json";
    public const string Markdown = "text/markdown";
    public const string Text = "text/plain";
    public const string Html = "text/html";

    private static readonly Dictionary<string, string> Formats = new(StringComparer.Ordinal)
    {
        ["json"] = Json,
        ["markdown"] = Markdown,
        ["text"] = Text,
        ["html"] = Html,
    };

    /// <summary>Of a request; to be asked before anything is read for the report.</summary>
    /// <exception cref="InvalidRequestException">There is no such format.</exception>
    /// <exception cref="NotAcceptableException">The client accepts none of them.</exception>
    public static string ReportFormat(this HttpRequest request, string? format)
    {
        if (format is null)
        {
            return request.Preferred(Json, Markdown, Text, Html);
        }

        return Formats.GetValueOrDefault(format)
            ?? throw new InvalidRequestException("format", $"format must be one of: {string.Join(", ", Formats.Keys)}.");
    }

    /// <param name="format">From <see cref="ReportFormat"/>.</param>
    /// <param name="pictures">Draws those that the page has, for the format that can show them.</param>
    public static async Task<Results<Ok<T>, ContentHttpResult>> AnswerAsync<T>(
        HttpResponse response, string format, T figures, Func<Report> report, Func<Report, Task<IReadOnlyDictionary<Picture, ThemedPicture>>> pictures)
    {
        response.Headers.Append(HeaderNames.Vary, HeaderNames.Accept);
        return format switch
        {
            Markdown => TypedResults.Text(MarkdownReport.Write(report()), Markdown, Encoding.UTF8),
            Text => TypedResults.Text(TextReport.Write(report()), Text, Encoding.UTF8),
            Html => TypedResults.Text(await HtmlAsync(), Html, Encoding.UTF8),
            _ => TypedResults.Ok(figures),
        };

        async Task<string> HtmlAsync()
        {
            var page = report();
            return HtmlReport.Write(page, await pictures(page));
        }
    }
}
