using Clearsight.Api.Hosting;
using Clearsight.Api.Problems;
using Clearsight.Storage;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace Clearsight.Api.Security;

internal static class SecuritySetup
{
    public static void AddSecurity(this IServiceCollection services, IConfiguration configuration)
    {
        var reachable = ListenAddresses.Configured(configuration).FirstOrDefault(address => !ListenAddresses.IsLoopback(address));
        services.AddOptions<SecurityOptions>()
            .BindConfiguration(SecurityOptions.Section)
            .PostConfigure(Digest)
            .Validate(options => options.ApiKeys.All(key => ApiKeys.Digest(key) == key), ApiKeys.Rule)
            .Validate(options => options.ApiKeys.Count > 0 || reachable is null,
                $"The service would listen on {reachable}, which others can reach, without an API key: "
                + "set Security__ApiKeys__0, or listen on localhost only.")
            .ValidateOnStart();
        services.AddSingleton<ApiKeys>();

        services.AddRateLimiter(_ => { });
        services.AddOptions<RateLimiterOptions>().Configure<IOptions<LimitOptions>>(RateLimit.Configure);

        services.AddRequestTimeouts();
        services.AddOptions<RequestTimeoutOptions>().Configure<IOptions<LimitOptions>>((timeouts, limits) =>
            timeouts.DefaultPolicy = new RequestTimeoutPolicy
            {
                Timeout = TimeSpan.FromSeconds(limits.Value.RequestSeconds),
                TimeoutStatusCode = StatusCodes.Status504GatewayTimeout,
                WriteTimeoutResponse = context => context.WriteProblemAsync(ProblemTable.ForStatus(StatusCodes.Status504GatewayTimeout)),
            });
    }

    /// <summary>The cookie by which a browser stays signed in, and what seals it and the dashboard's forms.</summary>
    public static void AddSignIn(this IServiceCollection services)
    {
        services.AddSingleton<SignInCookie>();
        services.AddDataProtection().SetApplicationName("clearsight");
        services.AddOptions<KeyManagementOptions>().Configure<StorageLayout, ILoggerFactory>((keys, layout, loggers) =>
            keys.XmlRepository = new SealKeys(layout, loggers));
    }

    public static void UseSecurity(this WebApplication app)
    {
        app.UseRateLimiter();
        app.UseMiddleware<NoNulInQuery>();
        app.UseMiddleware<AccessMiddleware>();
        app.UseRequestTimeouts();
    }

    /// <summary>Plain keys live no longer than it takes to read them. One that breaks the rule stays, to be refused.</summary>
    private static void Digest(SecurityOptions options)
    {
        for (var index = 0; index < options.ApiKeys.Count; index++)
        {
            options.ApiKeys[index] = ApiKeys.Digest(options.ApiKeys[index]) ?? "";
        }
    }
}
