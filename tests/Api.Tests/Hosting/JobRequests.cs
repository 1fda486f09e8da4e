using System.Text;
using System.Text.Json;
using Clearsight.Api.Tests.Endpoints;

namespace Clearsight.Api.Tests.Hosting;

/// <summary>What a client asks of a service that something happens to.</summary>
internal static class JobRequests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <param name="client">Of the service.</param>
    /// <param name="job">As JSON.</param>
    public static async Task<HttpResponseMessage> PostJobAsync(this HttpClient client, string job)
    {
        using var body = new StringContent(job, Encoding.UTF8, "application/json");
        return await client.PostAsync(new Uri("/jobs", UriKind.Relative), body, Token);
    }

    /// <summary>Asks until the answer is as it should be, whatever comes in between.</summary>
    public static async Task<JsonElement> UntilAsync(this HttpClient client, string path, Func<JsonElement, bool> condition)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var answer = await client.GetAsync(new Uri(path, UriKind.Relative), Token);
            var body = await answer.JsonAsync();
            if (answer.IsSuccessStatusCode && condition(body))
            {
                return body;
            }

            Assert.True(TimeProvider.System.GetElapsedTime(start) < Patience, $"{path} still says {body}");
            await Task.Delay(Glance, Token);
        }
    }

    public static bool IsFinished(this JsonElement job) => job.GetProperty("finishedAt").ValueKind != JsonValueKind.Null;
}
