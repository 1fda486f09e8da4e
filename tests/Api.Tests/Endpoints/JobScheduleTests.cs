using System.Globalization;
using System.Net;
using System.Text.Json;
using Clearsight.Api.Tests.Jobs;

namespace Clearsight.Api.Tests.Endpoints;

public sealed class JobScheduleTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_is_of_normal_priority_and_waits_for_no_time_unless_the_request_says_so()
    {
        await using var host = new JobsHost();

        var job = await host.GetAsync($"/jobs/{await host.CreateAsync()}");

        Assert.Equal("normal", job.GetProperty("priority").GetString());
        Assert.Equal(JsonValueKind.Null, job.GetProperty("notBefore").ValueKind);
    }

    [Fact]
    public async Task Priority_and_time_are_kept_and_shown_wherever_the_job_is()
    {
        await using var host = new JobsHost();
        var tomorrow = TimeProvider.System.GetUtcNow().AddDays(1);
        // The same instant, told in another place.
        var told = tomorrow.ToOffset(TimeSpan.FromHours(-9.5)).ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture);
        var request = $$"""{ "recipe": "mnist-denoiser", "priority": "high", "notBefore": "{{told}}" }""";

        var plan = await JobsHost.ReadAsync(await host.PostAsync(request, query: "?dryRun=true"));
        var id = await host.CreateAsync(request);

        var listed = Assert.Single((await host.GetAsync("/jobs")).GetProperty("items").EnumerateArray());
        foreach (var shown in new[] { plan, await host.GetAsync($"/jobs/{id}"), listed })
        {
            Assert.Equal("high", shown.GetProperty("priority").GetString());
            Assert.Equal(TimeSpan.Zero, shown.GetProperty("notBefore").GetDateTimeOffset().Offset);
            Assert.Equal(tomorrow, shown.GetProperty("notBefore").GetDateTimeOffset(), TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal("queued", listed.GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("2026-01-31T22:00:00Z")]
    [InlineData("2026-01-31t22:00:00.1234567z")]
    [InlineData("2026-01-31T22:00:00.5-00:00")]
    [InlineData("2026-01-31T22:00:00+05:45")]
    public async Task Instants_come_in_every_form_of_RFC_3339_also_when_they_have_passed(string told)
    {
        await using var host = new JobsHost();

        var id = await host.CreateAsync($$"""{ "recipe": "mnist-denoiser", "notBefore": "{{told}}" }""");

        var shown = (await host.GetAsync($"/jobs/{id}")).GetProperty("notBefore").GetDateTimeOffset();
        Assert.Equal(DateTimeOffset.Parse(told.ToUpperInvariant(), CultureInfo.InvariantCulture), shown);
    }

    [Fact]
    public async Task A_job_that_waits_for_its_time_is_canceled_at_once()
    {
        await using var host = new JobsHost();
        var id = await host.CreateAsync($$"""{ "recipe": "mnist-denoiser", "notBefore": "{{TimeProvider.System.GetUtcNow().AddDays(1):yyyy-MM-dd'T'HH:mm:ss'Z'}}" }""");

        var answer = await host.Client.PostAsync(new Uri($"/jobs/{id}/cancel", UriKind.Relative), null, Token);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal("canceled", (await JobsHost.ReadAsync(answer)).GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_report_hands_its_priority_and_its_time_on_to_its_parts()
    {
        await using var host = new JobsHost();
        var id = await host.CreateAsync("""{ "recipe": "report", "priority": "low", "notBefore": "2026-01-31T22:00:00Z" }""");

        var report = await host.GetAsync($"/jobs/{id}");
        var parts = report.GetProperty("parts").EnumerateArray().ToList();
        foreach (var job in new[] { report, await host.GetAsync($"/jobs/{parts[0].GetString()}"), await host.GetAsync($"/jobs/{parts[2].GetString()}") })
        {
            Assert.Equal("low", job.GetProperty("priority").GetString());
            Assert.Equal(new DateTimeOffset(2026, 1, 31, 22, 0, 0, TimeSpan.Zero), job.GetProperty("notBefore").GetDateTimeOffset());
        }
    }
}
