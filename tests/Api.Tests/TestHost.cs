using Clearsight.Api.Hosting;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Clearsight.Api.Tests;

/// <summary>
/// The whole service in the test's own process, on a storage folder of its own that goes away with it. Any number of
/// hosts can live side by side: nothing of one is static.
/// </summary>
/// <example><code>
/// await using var host = new TestHost { ["Security:ApiKeys:0"] = "…" };
/// var answer = await host.Client.GetAsync("/models", TestContext.Current.CancellationToken);
/// </code></example>
internal sealed class TestHost : IAsyncDisposable
{
    private readonly Factory _factory = new();
    private HttpClient? _client;

    public TestHost()
    {
        _factory.ClientOptions.AllowAutoRedirect = false;
        this["Storage:Directory"] = Path.Combine(Folder, "storage");
        this["Data:Directory"] = Path.Combine(Folder, "data");
        this["Data:Download"] = "false";
        this["Models:Directory"] = Path.Combine(Folder, "models");
        this["Log:Level"] = "Fatal";
        // Pages take their time to start; the tests that look at them ask for them.
        this["Host:Dashboard"] = "false";
    }

    /// <summary>A temporary folder, for the service's storage and for the test.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("clearsight-").FullName;

    /// <summary>Options, as configuration keys; to be set before the first use of the host.</summary>
    public string this[string key]
    {
        set => _factory.Settings[key] = value;
    }

    /// <summary>Replaces or adds services; to be set before the first use of the host.</summary>
    public Action<IServiceCollection>? Services
    {
        set => _factory.Overrides = value;
    }

    /// <summary>Speaks to the host in memory, without a socket.</summary>
    public HttpClient Client => _client ??= _factory.CreateClient();

    /// <summary>For clients that bring no <see cref="HttpClient"/> of their own: in memory, too.</summary>
    public HttpMessageHandler Handler => _factory.Server.CreateHandler();

    public IServiceProvider Provider => _factory.Services;

    public T Get<T>()
        where T : notnull => Provider.GetRequiredService<T>();

    /// <summary>Listens on a loopback port; from here on <see cref="Client"/> goes through a real socket.</summary>
    /// <param name="port">0 for a free one.</param>
    public Uri Listen(int port = 0)
    {
        _factory.UseKestrel(port);
        _factory.StartServer();
        return Client.BaseAddress!;
    }

    /// <summary>Stops the service and leaves its folder, for a second host that goes on from there.</summary>
    public async Task StopAsync()
    {
        _client?.Dispose();
        await _factory.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private sealed class Factory : WebApplicationFactory<Program>
    {
        public Dictionary<string, string> Settings { get; } = new(StringComparer.OrdinalIgnoreCase);

        public Action<IServiceCollection>? Overrides { get; set; }

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseEnvironment("Production");
            foreach (var (key, value) in Settings)
            {
                builder.UseSetting(key, value);
            }

            // In a process with many hosts it would collect what all of them hold, for each of them.
            builder.ConfigureServices(services => services.Remove(services.Single(service => service.ImplementationType == typeof(StartupMemory))));
            if (Overrides is not null)
            {
                builder.ConfigureServices(Overrides);
            }
        }
    }
}
