namespace Clearsight.Api.Batches;

internal static class BatchSetup
{
    public static void AddBatches(this IServiceCollection services)
    {
        services.AddOptions<BatchOptions>().BindConfiguration(BatchOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<BatchPlaces>();
        services.AddSingleton<BatchRun>();
        services.AddSingleton<BatchAnswer>();
    }
}
