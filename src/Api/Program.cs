using Clearsight.Api;
using Clearsight.Api.Batches;
using Clearsight.Api.Bundles;
using Clearsight.Api.Dashboard;
using Clearsight.Api.Documentation;
using Clearsight.Api.Endpoints;
using Clearsight.Api.Health;
using Clearsight.Api.Hosting;
using Clearsight.Api.InferenceProtocol;
using Clearsight.Api.Jobs;
using Clearsight.Api.Models;
using Clearsight.Api.Plots;
using Clearsight.Api.Problems;
using Clearsight.Api.Security;
using Clearsight.Api.Selecting;
using Clearsight.Api.Telemetry;
using Clearsight.Datasets;
using Clearsight.Serving;
using Clearsight.Storage;
using Clearsight.Workers;

try
{
    if (args is [MigrateStorage.Verb, .. var rest])
    {
        await Console.Out.WriteLineAsync(await MigrateStorage.RunAsync(rest));
        return 0;
    }

    var builder = WebApplication.CreateBuilder(new WebApplicationOptions
    {
        Args = args,
        // What ships with the program lies beside it; only paths in options are the caller's.
        ContentRootPath = AppContext.BaseDirectory,
    });

    builder.AddHosting();
    builder.AddLogging();
    builder.AddTelemetry();
    builder.Services.AddProblems();
    builder.Services.AddSecurity(builder.Configuration);
    builder.Services.AddJson();
    builder.Services.AddDocumentation();
    builder.Services.AddHealth(builder.Configuration);

    // The order is the order of start: what a part finds at start was made ready by the parts above it.
    builder.Services.AddStorage(builder.Configuration);
    builder.Services.AddSignIn();
    builder.Services.AddShippedModels();
    builder.Services.AddDatasets(builder.Configuration);
    builder.Services.AddServing(builder.Configuration);
    builder.Services.AddWorkers(builder.Configuration);
    builder.Services.AddJobs(builder.Configuration);
    builder.Services.AddPlots();
    builder.Services.AddBundles();
    builder.Services.AddInferenceProtocol();
    builder.Services.AddSelecting();
    builder.Services.AddBatches();
    builder.AddDashboard();

    var app = builder.Build();
    app.UseRequestLog();
    app.UseProblems();
    app.UseRouting();
    app.UseSecurity();
    app.UseDocumentation();
    app.UseDashboard();
    app.MapEndpoints();

    StartupProblems.Validate(app.Services);
    await app.RunAsync();
    return 0;
}
catch (Exception exception) when (StartupProblems.Sentence(exception) is { } sentence)
{
    await Console.Error.WriteLineAsync(sentence);
    return 1;
}
