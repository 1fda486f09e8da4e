namespace Clearsight.Api.Selecting;

internal static class SelectingSetup
{
    public static void AddSelecting(this IServiceCollection services)
    {
        services.AddSingleton<GateJudge>();
        services.AddSingleton<SelectionChanges>();
    }
}
