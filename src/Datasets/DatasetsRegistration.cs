using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Clearsight.Datasets;

public static class DatasetsRegistration
{
    public static IServiceCollection AddDatasets(this IServiceCollection services, IConfiguration configuration)
    {
        _ = configuration;
        return services;
    }
}
