using Clearsight.Api.Dashboard.Overview;
using Clearsight.Api.Dashboard.TryIt;
using Clearsight.Api.Hosting;
using Clearsight.Api.Security;
using Clearsight.Domain;
using Microsoft.AspNetCore.Hosting.StaticWebAssets;
using Microsoft.Extensions.Options;
using MudBlazor;
using MudBlazor.Services;

namespace Clearsight.Api.Dashboard;

/// <summary>
/// The pages at <c>/</c> and under <c>/dashboard</c>, over the same services as the endpoints: Blazor, whose components run
/// in this process and whose browser holds a socket to it. docs/adr/0017.
/// </summary>
internal static class DashboardSetup
{
    /// <summary>What a page may send at once: the picture that somebody pastes comes in pieces below this.</summary>
    private const int MessageBytes = 64 * 1024;

    public static void AddDashboard(this WebApplicationBuilder builder)
    {
        // A wrong option gets past here, and its sentence from the validation at start.
        if (!IsServedBy(builder.Configuration.GetSection(HostingOptions.Section).Get<HostingOptions>() ?? new()))
        {
            return;
        }

        // "dotnet run" serves styles and scripts from where the build found them, in every environment.
        StaticWebAssetsLoader.UseStaticWebAssets(builder.Environment, builder.Configuration);
        // Files that change while the host runs would need a route that takes every address: what is there for no method at
        // all would be answered 405 then.
        builder.Configuration["ReloadStaticAssetsAtRuntime"] = "false";
        var services = builder.Services;
        services.AddRazorComponents().AddInteractiveServerComponents().AddHubOptions(hub => hub.MaximumReceiveMessageSize = MessageBytes);
        services.AddMudServices(options =>
        {
            options.SnackbarConfiguration.PositionClass = Defaults.Classes.Position.BottomRight;
            options.SnackbarConfiguration.PreventDuplicates = true;
        });
        services.AddSingleton<SampleGallery>();
        services.AddSingleton<RequestRates>();
        services.AddHostedService(provider => provider.GetRequiredService<RequestRates>());
    }

    public static void UseDashboard(this WebApplication app)
    {
        if (IsServedBy(app))
        {
            app.UseMiddleware<NoNewCircuits>();
            app.UseMiddleware<PageHeaders>();
            app.UseAntiforgery();
        }
    }

    public static void MapDashboard(this WebApplication app)
    {
        if (!IsServedBy(app))
        {
            return;
        }

        // They are the same for everybody, and the sign-in page needs them.
        app.MapStaticAssets().Gives(Access.Open).DisableHttpMetrics();
        app.MapRazorComponents<App>()
            // The header is ours (PageHeaders).
            .AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = null)
            .DisableHttpMetrics()
            .DisableRequestTimeout()
            .Add(Guard);
        SignOut.Map(app);
    }

    private static bool IsServedBy(WebApplication app) => IsServedBy(app.Services.GetRequiredService<IOptions<HostingOptions>>().Value);

    private static bool IsServedBy(HostingOptions options) => options.Dashboard && options.Role != HostRole.Worker;

    /// <summary>A page that says nothing else needs the key, and so does the socket.</summary>
    private static void Guard(EndpointBuilder endpoint)
    {
        if (!endpoint.Metadata.OfType<GivesAttribute>().Any())
        {
            endpoint.Metadata.Add(new GivesAttribute(Access.Browse));
        }
    }
}
