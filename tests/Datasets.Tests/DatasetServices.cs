using Clearsight.Domain.Datasets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Clearsight.Datasets.Tests;

/// <summary>The project's services as a host would have them.</summary>
internal static class DatasetServices
{
    /// <param name="settings">Of several with one key the last counts.</param>
    public static ServiceProvider With(params IEnumerable<(string Key, string Value)> settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Reverse().DistinctBy(setting => setting.Key).ToDictionary(setting => setting.Key, setting => (string?)setting.Value))
            .Build();
        return new ServiceCollection().AddLogging().AddDatasets(configuration).BuildServiceProvider(validateScopes: true);
    }

    public static IDatasetCatalog Catalog(this ServiceProvider services) => services.GetRequiredService<IDatasetCatalog>();
}
