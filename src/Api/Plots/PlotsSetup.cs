using Clearsight.Domain.Reports;

namespace Clearsight.Api.Plots;

internal static class PlotsSetup
{
    /// <summary>Nothing of it costs anything before the first plot is asked for.</summary>
    public static void AddPlots(this IServiceCollection services)
    {
        services.AddSingleton<PlotGate>();
        services.AddSingleton<PlotAnswer>();
        services.AddSingleton<ModelPlots>();
        services.AddSingleton<ReportPictures>();
        services.AddSingleton<IReportPictures>(provider => provider.GetRequiredService<ReportPictures>());
    }
}
