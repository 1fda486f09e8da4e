using Hangfire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Clearsight.Workers;

public static class JobDashboard
{
    /// <summary>Hangfire's own pages over its entries, to look at only: what happens to a job is decided by its row.</summary>
    /// <remarks>
    /// The pages let everybody in (Hangfire's own check is switched off): the caller guards the route it maps them to.
    /// </remarks>
    public static IEndpointConventionBuilder MapJobDashboard(this IEndpointRouteBuilder routes, string path) =>
        routes.MapHangfireDashboard(path, new DashboardOptions
        {
            Authorization = [],
            AsyncAuthorization = [],
            IsReadOnlyFunc = _ => true,
            DashboardTitle = "Background jobs",
            DisplayStorageConnectionString = false,
        });
}
