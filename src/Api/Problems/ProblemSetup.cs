namespace Clearsight.Api.Problems;

internal static class ProblemSetup
{
    public static void AddProblems(this IServiceCollection services) =>
        // Otherwise only a development host throws, and the others answer 400 without a word.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);

    public static void UseProblems(this WebApplication app) => app.UseMiddleware<ProblemMiddleware>();
}
