using Clearsight.Domain;
using Clearsight.Serving.Images;
using Clearsight.Serving.Inference;
using Clearsight.Serving.Models;
using Clearsight.Serving.Shadows;
using Clearsight.Serving.Telemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Clearsight.Serving;

public static class ServingRegistration
{
    /// <summary>Inference on pictures; needs an IModelRegistry, an ISelectionStore and an IDatasetCatalog.</summary>
    public static IServiceCollection AddServing(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ImageOptions>().Bind(configuration.GetSection(ImageOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<InferenceOptions>().Bind(configuration.GetSection(InferenceOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<RightOfWay>();
        services.AddSingleton<InferenceMetrics>();
        services.AddSingleton<ModelMetrics>();
        services.AddSingleton<ImageDecoder>();
        services.AddSingleton<TrialPictures>();
        services.AddSingleton<InferenceGate>();
        services.AddSingleton<SelectedModels>();
        services.AddSingleton<ShadowQueue>();
        services.AddSingleton<ShadowTraffic>();
        services.AddHostedService(provider => provider.GetRequiredService<ShadowQueue>());
        services.AddSingleton<ModelLoader>();
        services.AddSingleton<ModelCache>();
        services.AddSingleton<ServedModels>();
        services.AddSingleton<Denoiser>();
        services.AddSingleton<Classifier>();
        services.AddSingleton<BatchInference>();
        services.AddSingleton<SelectionFollower>();
        services.AddHostedService(provider => provider.GetRequiredService<SelectionFollower>());
        return services;
    }
}
