namespace Clearsight.Api.Jobs;

internal static class JobsSetup
{
    public static void AddJobs(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<JobOptions>().Bind(configuration.GetSection(JobOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<DurationEstimates>();
        services.AddSingleton<BaseModelChoice>();
        services.AddSingleton<TeacherCheck>();
        services.AddSingleton<TrainingPlanner>();
        services.AddSingleton<ReportPlanner>();
        services.AddSingleton<JobPlanner>();
        services.AddSingleton<QueueGate>();
        services.AddSingleton<JobCreation>();
        services.AddSingleton<JobChanges>();
        services.AddSingleton<DryRuns>();
    }
}
