using System.Net;
using System.Net.Http.Json;
using Clearsight.Api.Health;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Clearsight.Api.Tests.Health;

public sealed class HealthTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_running_host_is_live()
    {
        await using var host = new TestHost();

        var answer = await host.Client.GetAsync("/health/live", Token);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_host_whose_parts_are_well_is_ready_and_names_each_part()
    {
        await using var host = new TestHost();

        var answer = await host.Client.GetFromJsonAsync<Readiness>("/health/ready", Token);

        Assert.Equal("ready", answer!.Status);
        Assert.Equal(["database", "models", "storage"], answer.Checks.Keys.Order());
        Assert.All(answer.Checks.Values, check => Assert.True(check.Healthy, check.Detail));
    }

    [Fact]
    public async Task A_part_that_is_not_well_makes_the_host_not_ready_and_is_named()
    {
        await using var host = new TestHost
        {
            Services = services => services.AddHealthChecks().AddCheck("broken", () => HealthCheckResult.Unhealthy("It broke.")),
        };

        var answer = await host.Client.GetAsync("/health/ready", Token);
        var body = await answer.Content.ReadFromJsonAsync<Readiness>(Token);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.Equal("notReady", body!.Status);
        Assert.Equal(new Check(Healthy: false, "It broke."), body.Checks["broken"]);
    }

    [Fact]
    public async Task A_host_that_is_shutting_down_is_not_ready()
    {
        var busy = new BusyWhileStopping();
        await using var host = new TestHost { Services = services => services.AddSingleton<IHostedService>(busy) };
        var client = host.Client;
        host.Get<IHostApplicationLifetime>().StopApplication();

        var answer = await client.GetAsync("/health/ready", Token);
        var body = await answer.Content.ReadFromJsonAsync<Readiness>(Token);
        busy.Release();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("stopping", body!.Status);
    }

    [Fact]
    public async Task A_worker_has_nothing_but_health()
    {
        await using var host = new TestHost { ["Host:Role"] = "Worker" };

        Assert.Equal(HttpStatusCode.OK, (await host.Client.GetAsync("/health/live", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Client.GetAsync("/models", Token)).StatusCode);
    }

    /// <summary>Keeps a stopping host from going on to stop its server.</summary>
    private sealed class BusyWhileStopping : IHostedLifecycleService
    {
        private readonly TaskCompletionSource _released = new();

        public void Release() => _released.SetResult();

        public Task StoppingAsync(CancellationToken cancellationToken) => _released.Task.WaitAsync(cancellationToken);

        public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
