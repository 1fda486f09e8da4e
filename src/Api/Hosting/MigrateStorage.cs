using Clearsight.Storage;

namespace Clearsight.Api.Hosting;

/// <summary><c>Clearsight.Api --migrate-storage</c>: from one host's SQLite file to a PostgreSQL database, instead of a start.</summary>
internal static class MigrateStorage
{
    public const string Verb = "--migrate-storage";

    /// <param name="args">Options, as for a start.</param>
    /// <returns>What was done, as a sentence.</returns>
    /// <exception cref="Domain.StartupException">It cannot be done; nothing was changed.</exception>
    public static async Task<string> RunAsync(string[] args)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.Services.AddStorage(builder.Configuration);
        using var host = builder.Build();
        StartupProblems.Validate(host.Services);
        return await host.Services.GetRequiredService<StorageMove>().RunAsync(CancellationToken.None);
    }
}
