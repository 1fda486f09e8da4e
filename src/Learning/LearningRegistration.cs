using Clearsight.Domain;
using Clearsight.Learning.Native;
using Clearsight.Learning.Training;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Clearsight.Learning;

public static class LearningRegistration
{
    /// <summary>What a host that trains needs. A host that only serves leaves this out, and with it libtorch.</summary>
    public static IServiceCollection AddLearning(this IServiceCollection services, IConfiguration configuration)
    {
        _ = configuration;
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<RightOfWay>();
        services.AddSingleton<Trainer>();
        services.AddHostedService<LibtorchStartup>();
        return services;
    }
}
