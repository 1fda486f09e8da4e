using System.Net;
using Clearsight.Dashboard.Tests.Hosting;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Clearsight.Dashboard.Tests;

public sealed class SignInTests(SignInTests.Locked locked) : IClassFixture<SignInTests.Locked>
{
    private const string Key = "correct-horse-battery";

    private readonly DashboardHost _dashboard = locked.Dashboard;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task A_key_opens_the_page_that_was_asked_for(ColorScheme scheme)
    {
        var page = await _dashboard.OpenAsync("/dashboard/nothing?a=b", scheme, DashboardHost.Phone);
        await Expect(page).ToHaveTitleAsync("Sign in · Clearsight");
        Assert.Empty(await page.ViolationsAsync());
        Assert.Empty(await page.OutOfReachAsync());
        Assert.Equal(DashboardHost.Phone.Width, await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"));
        await page.PictureAsync($"sign-in-{scheme.ToString().ToLowerInvariant()}");

        await page.GetByLabel("API key").FillAsync("wrong-horse-battery");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("not a key of this service");
        Assert.Empty(await page.ViolationsAsync());

        await page.GetByLabel("API key").FillAsync(Key);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync("/dashboard/nothing?a=b");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("There is no such page");

        var cookie = Assert.Single(await page.Context.CookiesAsync(), cookie => cookie.Name == "clearsight-sign-in");
        Assert.True(cookie.HttpOnly);
        Assert.Equal(SameSiteAttribute.Strict, cookie.SameSite);
        Assert.DoesNotContain(Key, cookie.Value, StringComparison.Ordinal);

        // What a page copies for the terminal names the key, too.
        await page.GotoAsync("/dashboard/try");
        await page.GetByRole(AriaRole.Button, new() { Name = "Digit 1" }).ClickAsync();
        await Expect(page.GetByLabel("Commands")).ToContainTextAsync("curl -H \"X-Api-Key: $CLEARSIGHT_API_KEY\" '");

        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(page).ToHaveTitleAsync("Sign in · Clearsight");
        await page.GotoAsync("/");
        await Expect(page).ToHaveTitleAsync("Sign in · Clearsight");
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    public async Task Nobody_is_led_to_another_site(string returnUrl)
    {
        var page = await _dashboard.OpenAsync("/sign-in?returnUrl=" + Uri.EscapeDataString(returnUrl));
        await page.GetByLabel("API key").FillAsync(Key);
        await page.Keyboard.PressAsync("Enter");

        await Expect(page).ToHaveTitleAsync("Overview · Clearsight");
        Assert.Equal(_dashboard.Address, new Uri(page.Url));
    }

    [Theory]
    [InlineData("POST", "/_blazor/negotiate?negotiateVersion=1", null, HttpStatusCode.Unauthorized)]
    [InlineData("GET", "/", null, HttpStatusCode.Unauthorized)]
    [InlineData("GET", "/", "clearsight-sign-in=made-up", HttpStatusCode.Unauthorized)]
    [InlineData("GET", "/", "clearsight-sign-in=%%%", HttpStatusCode.Unauthorized)]
    [InlineData("GET", "/sign-in", null, HttpStatusCode.OK)]
    public async Task Without_a_key_neither_pages_nor_their_socket_open(string method, string path, string? cookie, HttpStatusCode status)
    {
        _ = _dashboard.Address;
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (cookie is not null)
        {
            request.Headers.TryAddWithoutValidation("Cookie", cookie);
        }

        using var answer = await _dashboard.Host.Client.SendAsync(request, Token);

        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task The_page_of_another_site_gets_no_socket()
    {
        _ = _dashboard.Address;
        using var request = new HttpRequestMessage(HttpMethod.Get, "/_blazor");
        request.Headers.Add("Origin", "https://evil.example");

        using var answer = await _dashboard.Host.Client.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    public sealed class Locked : DashboardFixture
    {
        public Locked(Chromium chromium)
            : base(chromium)
        {
            Dashboard.Host["Security:ApiKeys:0"] = Key;
            Dashboard.Host["Security:RequireKeyForReads"] = "true";
        }
    }
}
