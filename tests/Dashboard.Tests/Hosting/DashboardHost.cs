using System.Collections.Concurrent;
using Clearsight.Api.Tests;
using Microsoft.Playwright;

namespace Clearsight.Dashboard.Tests.Hosting;

/// <summary>The real host on a loopback port with the models that ship, and pages of it in a real browser.</summary>
/// <param name="chromium">Of the test assembly.</param>
internal sealed class DashboardHost(Chromium chromium) : IAsyncDisposable
{
    /// <summary>Wide enough for the navigation beside the page.</summary>
    public static readonly ViewportSize Desk = new() { Width = 1280, Height = 800 };

    public static readonly ViewportSize Phone = new() { Width = 360, Height = 740 };

    /// <summary>Those that ship.</summary>
    public static readonly string Models = Path.Combine(AppContext.BaseDirectory, "models");

    private readonly List<IBrowserContext> _contexts = [];
    private readonly ConcurrentQueue<string> _complaints = [];
    private Uri? _address;

    public TestHost Host { get; } = new() { ["Host:Dashboard"] = "true", ["Models:Directory"] = Models };

    public Uri Address => _address ??= Host.Listen();

    /// <summary>What went wrong in the pages so far: errors of scripts, and requests that would have left this machine.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    /// <summary>A page of a visitor of his own.</summary>
    public async Task<IPage> OpenAsync(string path, ColorScheme scheme = ColorScheme.Light, ViewportSize? size = null)
    {
        var context = await chromium.Browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = Address.ToString(),
            ColorScheme = scheme,
            ViewportSize = size ?? Desk,
            ReducedMotion = ReducedMotion.Reduce,
        });
        _contexts.Add(context);
        context.SetDefaultTimeout(30_000);
        // Only noted: the browser finds no other machine, and to route what it asks would do without its cache.
        context.Request += (_, request) =>
        {
            // Addresses of data, and of pictures that the page itself has put together, ask nobody.
            if (!new[] { $"{Address}", "data:", $"blob:{Address}" }.Any(own => request.Url.StartsWith(own, StringComparison.Ordinal)))
            {
                _complaints.Enqueue($"asks {request.Url}");
            }
        };
        await context.AddInitScriptAsync("new MutationObserver((_, self) => { if (document.querySelector('main h1')) { performance.mark('heading'); self.disconnect(); } }).observe(document, { childList: true, subtree: true });");
        var page = await context.NewPageAsync();
        page.Console += (_, message) =>
        {
            // A refused key is answered with 401, which Chromium writes down as an error.
            if (message.Type == "error" && !message.Text.Contains("401", StringComparison.Ordinal))
            {
                _complaints.Enqueue($"{page.Url}: {message.Text}");
            }
        };
        page.PageError += (_, error) => _complaints.Enqueue($"{page.Url}: {error}");
        await page.GotoAsync(path);
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var context in _contexts)
        {
            await context.CloseAsync();
        }

        await Host.DisposeAsync();
    }
}
