using Clearsight.Domain;
using Clearsight.Domain.Jobs;
using Clearsight.Learning;
using Clearsight.Storage;
using Clearsight.Workers.Telemetry;
using Hangfire;
using Hangfire.Common;
using Hangfire.AspNetCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Clearsight.Workers;

public static class WorkersRegistration
{
    /// <summary>The queue in every role; workers only where <c>Host:Role</c> lets the host train. Storage comes before.</summary>
    public static IServiceCollection AddWorkers(this IServiceCollection services, IConfiguration configuration)
    {
        var role = configuration.GetValue("Host:Role", HostRole.All);
        services.AddOptions<WorkersOptions>().BindConfiguration(WorkersOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<RetentionOptions>().BindConfiguration(RetentionOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddQueue();
        services.AddSingleton(provider => new WorkerRoster(
            provider.GetRequiredService<IOptions<WorkersOptions>>(),
            role,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetService<SharedDatabase>() is null ? null : Guid.NewGuid().ToString("N")[..8]));
        services.AddSingleton(provider => new WorkerDirectory(
            provider.GetRequiredService<WorkerRoster>(), provider.GetRequiredService<IOptions<WorkersOptions>>(), provider.GetService<IWorkerTable>()));
        if (role != HostRole.Api)
        {
            services.AddLearning(configuration);
            services.AddTraining();
        }

        return services;
    }

    private static void AddQueue(this IServiceCollection services)
    {
        // Both are in the container before AddHangfire, whose own would be static: two hosts in one process (tests) must not meet.
        services.AddSingleton(provider => QueueStorage.Create(provider.GetService<SharedDatabase>(), provider.GetRequiredService<IOptions<WorkersOptions>>().Value));
        services.AddHostedService<QueueSchema>();
        services.AddSingleton<JobActivator>(provider => new AspNetCoreJobActivator(provider.GetRequiredService<IServiceScopeFactory>()));
        services.AddSingleton<IJobFilterProvider>(_ => new JobFilterProviderCollection(FiltersButCulture(), new JobFilterAttributeFilterProvider()));
        services.AddHangfire(_ => { });
        services.AddSingleton(provider => new HangfireJobQueue(
            provider.GetRequiredService<IBackgroundJobClientV2>(),
            provider.GetRequiredService<JobStorage>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetService<SharedDatabase>() is null ? null : new QueueEntries(provider.GetRequiredService<IBackgroundJobClientV2>())));
        services.AddSingleton<IJobQueue>(provider => provider.GetRequiredService<HangfireJobQueue>());
    }

    /// <summary>Hangfire's own, but the one that writes the culture beside every entry, two rows, and reads it again: there is only one.</summary>
    private static JobFilterCollection FiltersButCulture()
    {
        var filters = new JobFilterCollection();
        foreach (var filter in GlobalJobFilters.Filters.Where(filter => filter.Instance is not CaptureCultureAttribute))
        {
            filters.Add(filter.Instance, filter.Order);
        }

        return filters;
    }

    private static void AddTraining(this IServiceCollection services)
    {
        services.AddSingleton<Setbacks>();
        services.AddSingleton<BaseModels>();
        services.AddSingleton<PlanBuilder>();
        services.AddSingleton<ModelPublisher>();
        services.AddSingleton<TrainingMetrics>();
        services.AddSingleton<JobTraining>();
        services.AddSingleton<ReportWriter>();
        services.AddSingleton<JobDispatcher>();
        services.AddSingleton<TrainingWorker>();

        // In this order: rows and queue agree before the first worker starts.
        services.AddHostedService<Reconciler>();
        services.AddHostedService<Heartbeat>();
        services.AddHostedService<Retention>();
        services.AddHangfireServer((provider, server) =>
        {
            var patience = provider.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout;
            server.Queues = HangfireJobQueue.Names;
            // How late a job may start whose time has come. Hosts that share a database take turns at looking.
            server.SchedulePollingInterval = TimeSpan.FromSeconds(provider.GetService<SharedDatabase>() is null ? 1 : 3);
            server.WorkerCount = provider.GetRequiredService<IOptions<WorkersOptions>>().Value.Concurrency;
            // A stopping host waits for the checkpoint of a running job as long as it waits for anything.
            server.StopTimeout = patience;
            server.ShutdownTimeout = patience;
        });
    }
}
