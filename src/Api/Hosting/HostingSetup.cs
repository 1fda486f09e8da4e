using Clearsight.Domain;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Clearsight.Api.Hosting;

internal static class HostingSetup
{
    public const string DefaultAddress = "http://localhost:8080";

    public static void AddHosting(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<HostingOptions>().BindConfiguration(HostingOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<LimitOptions>().BindConfiguration(LimitOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(TimeProvider.System);

        services.AddOptions<HostOptions>().Configure<IOptions<HostingOptions>>((host, hosting) =>
            host.ShutdownTimeout = TimeSpan.FromSeconds(hosting.Value.ShutdownSeconds));

        if (!ListenAddresses.Configured(builder.Configuration).Any())
        {
            var grpcPort = builder.Configuration.GetValue($"{HostingOptions.Section}:{nameof(HostingOptions.GrpcPort)}", new HostingOptions().GrpcPort);
            builder.WebHost.UseUrls(DefaultAddress, $"http://localhost:{grpcPort}");
        }

        services.AddOptions<KestrelServerOptions>().Configure<IOptions<LimitOptions>, IOptions<HostingOptions>>((kestrel, limits, hosting) =>
        {
            kestrel.ConfigureEndpointDefaults(endpoint =>
            {
                if (endpoint.IPEndPoint?.Port == hosting.Value.GrpcPort)
                {
                    endpoint.Protocols = HttpProtocols.Http2;
                }
            });
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = limits.Value.BodyBytes;
            kestrel.Limits.MaxConcurrentConnections = limits.Value.Connections;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        });
        services.AddHostedService<StartupLine>();
        services.AddHostedService<StartupMemory>();
    }

    public static HostRole Role(this IServiceProvider services) => services.GetRequiredService<IOptions<HostingOptions>>().Value.Role;
}
