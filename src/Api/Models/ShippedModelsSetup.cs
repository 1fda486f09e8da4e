namespace Clearsight.Api.Models;

internal static class ShippedModelsSetup
{
    /// <summary>After storage, which it writes to, and before serving, which loads what is selected.</summary>
    public static void AddShippedModels(this IServiceCollection services)
    {
        services.AddOptions<ShippedModelOptions>().BindConfiguration(ShippedModelOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddHostedService<ShippedModels>();
    }
}
