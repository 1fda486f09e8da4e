using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Clearsight.Serving;

public static class ServingRegistration
{
    public static IServiceCollection AddServing(this IServiceCollection services, IConfiguration configuration)
    {
        _ = configuration;
        return services;
    }
}
