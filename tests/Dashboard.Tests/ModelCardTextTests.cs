using Clearsight.Api.Dashboard.Models;

namespace Clearsight.Dashboard.Tests;

public sealed class ModelCardTextTests
{
    [Fact]
    public void A_card_becomes_headings_below_those_of_the_page_paragraphs_and_tables()
    {
        var html = Html("# digits\n\nTells *ten* digits apart.\n\n## Metrics\n\n| metric | value |\n| --- | ---: |\n| `test/accuracy` | 0.99 |\n");

        Assert.Contains("<h3>digits</h3>", html, StringComparison.Ordinal);
        Assert.Contains("<h4>Metrics</h4>", html, StringComparison.Ordinal);
        Assert.Contains("<p>Tells <em>ten</em> digits apart.</p>", html, StringComparison.Ordinal);
        Assert.Contains("<table class=\"plain\">", html, StringComparison.Ordinal);
        Assert.Contains("<code>test/accuracy</code>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_to_a_web_page_stays() =>
        Assert.Contains("<a href=\"https://example.org/data\">data</a>", Html("From [data](https://example.org/data)."), StringComparison.Ordinal);

    /// <summary>A card may come from anybody.</summary>
    [Theory]
    [InlineData("<script>alert(1)</script>", "<script")]
    [InlineData("text <img src=x onerror=alert(1)>", "<img")]
    [InlineData("[look](javascript:alert(1))", "href")]
    [InlineData("[look](JAVASCRIPT:alert(1))", "href")]
    [InlineData("[look](data:text/html,x)", "href")]
    [InlineData("[look](/jobs)", "href")]
    [InlineData("<javascript:alert(1)>", "href")]
    [InlineData("[look][1]\n\n[1]: javascript:alert(1)", "href")]
    [InlineData("![look](https://example.org/spy.png)", "<img")]
    [InlineData("[![look](https://example.org/spy.png)](javascript:alert(1))", "href")]
    [InlineData("[![look](https://example.org/spy.png)](https://example.org)", "<img")]
    public void Nothing_of_a_card_runs_or_is_fetched(string card, string never) =>
        Assert.DoesNotContain(never, Html(card), StringComparison.OrdinalIgnoreCase);

    [Fact]
    public void What_a_refused_link_says_stays() => Assert.Contains("look", Html("[look](javascript:alert(1))"), StringComparison.Ordinal);

    private static string Html(string card) => ModelCardText.ToHtml(card).Value;
}
