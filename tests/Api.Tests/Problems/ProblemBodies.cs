using System.Net.Http.Json;
using Clearsight.Api.Problems;

namespace Clearsight.Api.Tests.Problems;

internal static class ProblemBodies
{
    /// <summary>Checks what every problem must have, and returns it.</summary>
    public static async Task<Problem> ReadProblemAsync(this HttpResponseMessage answer, int status)
    {
        var token = TestContext.Current.CancellationToken;
        var text = await answer.Content.ReadAsStringAsync(token);
        Assert.True(status == (int)answer.StatusCode, $"{(int)answer.StatusCode} instead of {status}: {text}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = await answer.Content.ReadFromJsonAsync<Problem>(token);
        Assert.NotNull(problem);
        Assert.Equal(status, problem.Status);
        Assert.StartsWith("urn:clearsight:problem:", problem.Type, StringComparison.Ordinal);
        Assert.NotEmpty(problem.Title);
        Assert.EndsWith(".", problem.Detail, StringComparison.Ordinal);
        Assert.Equal(answer.RequestMessage!.RequestUri!.AbsolutePath, problem.Instance);
        Assert.Matches("^[0-9a-f]{32}$", problem.TraceId);
        Assert.Equal(status == 422, problem.Errors is { Count: > 0 });
        return problem;
    }
}
