using Clearsight.Datasets.Files;
using Clearsight.Domain.Datasets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Clearsight.Datasets;

public static class DatasetsRegistration
{
    /// <summary>Adds <see cref="IDatasetCatalog"/>, configured by <see cref="DataOptions"/>.</summary>
    public static IServiceCollection AddDatasets(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<DataOptions>().Bind(configuration.GetSection(DataOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddHttpClient(PartDownload.ClientName)
            // A body of 26 MB may take minutes on a slow line: what is limited is silence, not the whole.
            .ConfigureHttpClient(client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(provider => new SocketsHttpHandler
            {
                ConnectTimeout = provider.GetRequiredService<IOptions<DataOptions>>().Value.ConnectTimeout,
                MaxAutomaticRedirections = 5,
                UseCookies = false,
            });
        services.AddSingleton<PartDownload>();
        services.AddSingleton<MirrorDownloader>();
        services.AddSingleton<DataDirectory>();
        services.AddSingleton<IDatasetCatalog, DatasetCatalog>();
        return services;
    }
}
