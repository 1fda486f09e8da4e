using Clearsight.Api.Problems;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.Extensions.Options;

namespace Clearsight.Api.Bundles;

internal static class BundlesSetup
{
    /// <summary>The name of the policy by which an import is given up.</summary>
    public const string Timeout = "bundles";

    public static void AddBundles(this IServiceCollection services)
    {
        services.AddOptions<BundleOptions>().BindConfiguration(BundleOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<BundleGate>();
        services.AddSingleton<ModelImport>();
        services.AddOptions<RequestTimeoutOptions>().Configure<IOptions<BundleOptions>>((timeouts, bundles) => timeouts.AddPolicy(Timeout, new RequestTimeoutPolicy
        {
            Timeout = TimeSpan.FromSeconds(bundles.Value.Seconds),
            TimeoutStatusCode = StatusCodes.Status504GatewayTimeout,
            WriteTimeoutResponse = context => context.WriteProblemAsync(ProblemTable.ForStatus(StatusCodes.Status504GatewayTimeout)),
        }));
    }
}
