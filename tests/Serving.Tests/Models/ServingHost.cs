using Clearsight.Datasets;
using Clearsight.Domain;
using Clearsight.Domain.Models;
using Clearsight.Serving.Models;
using Clearsight.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Clearsight.Serving.Tests.Models;

/// <summary>Serving over a real registry in a temporary folder.</summary>
internal sealed class ServingHost : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clearsight-serving-").FullName;
    private readonly Dictionary<string, string?> _options;
    private IHost _host;

    private ServingHost(Dictionary<string, string?> options)
    {
        _options = options;
        _host = Build();
    }

    public IModelRegistry Registry => Get<IModelRegistry>();

    /// <param name="options">Configuration keys and values.</param>
    public static async Task<ServingHost> StartAsync(params (string Key, string Value)[] options)
    {
        var host = new ServingHost(options.ToDictionary(option => option.Key, option => (string?)option.Value));
        await host._host.StartAsync(TestContext.Current.CancellationToken);
        return host;
    }

    /// <summary>With an untrained denoiser and classifier, both selected.</summary>
    public static async Task<ServingHost> StartWithModelsAsync(params (string Key, string Value)[] options)
    {
        var host = await StartAsync(options);
        await host.SelectAsync(await UntrainedModel.RegisterDenoiserAsync(host.Registry, seed: 1));
        await host.SelectAsync(await UntrainedModel.RegisterClassifierAsync(host.Registry, seed: 2));
        return host;
    }

    public T Get<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    /// <summary>Selects the version for its task and waits until it serves.</summary>
    public async Task SelectAsync(ModelVersion version)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await Get<ISelectionStore>().SelectAsync(version.Manifest.Task, version.Reference, "test", cancellation);
        await Get<SelectionFollower>().CatchUpAsync(cancellation);
    }

    public ModelReference? Serving(TaskKind task) => Get<SelectedModels>().Find(task)?.Reference;

    /// <summary>Another process on the same folder.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        _host = Build();
        await _host.StartAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StopAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
    }

    private IHost Build()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(_options).AddInMemoryCollection([new("Storage:Directory", _folder)]);
        builder.Services.AddDatasets(builder.Configuration);
        builder.Services.AddStorage(builder.Configuration);
        builder.Services.AddServing(builder.Configuration);
        return builder.Build();
    }
}
