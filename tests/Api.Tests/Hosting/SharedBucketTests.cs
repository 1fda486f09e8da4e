using System.Net;
using System.Net.Http.Json;
using Clearsight.Api.Health;
using Clearsight.Api.Tests.Endpoints;
using Clearsight.Domain.Models;
using Clearsight.Postgres;
using Clearsight.S3;
using Clearsight.Serving.Tests.Drawn;
using Clearsight.Serving.Tests.Models;

namespace Clearsight.Api.Tests.Hosting;

/// <summary>Hosts on one database and one bucket, each with a storage directory of its own.</summary>
public sealed class SharedBucketTests
{
    private const string Job = """
        {
          "recipe": "fashion-classifier", "dataset": "glyphs", "modelName": "shared", "select": "never",
          "hyperparameters": { "epochs": 6, "trainLimit": 600, "validationCount": 100, "batchSize": 32 }
        }
        """;


    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_one_host_has_the_other_serves_and_while_the_bucket_is_away_it_says_so_and_then_all_goes_on_by_itself()
    {
        Assert.SkipUnless(PostgresServer.IsInstalled, PostgresServer.Missing);
        var store = await SharedSwift.ServerAsync();
        var (database, bucket) = (await SharedPostgres.NewDatabaseAsync(), await store.NewBucketAsync());
        await using var one = Share(database, bucket, "All");
        await one.WithModelsAsync();
        await UntrainedModel.RegisterClassifierAsync(one.Get<IModelRegistry>(), seed: 9);
        await using var other = Share(database, bucket, "Api");
        using var drawn = Drawing.Ring(28, 28);
        var picture = Drawing.Encode(drawn, "png");
        Assert.Equal(HttpStatusCode.OK, (await other.PostImageAsync("/classify", picture)).StatusCode);
        var id = (await (await one.Client.PostJobAsync(Job)).JsonAsync()).GetProperty("id").GetString();
        await other.Client.UntilAsync($"/jobs/{id}/checkpoints", body => body.GetProperty("items").GetArrayLength() > 0);

        await store.StopAsync();
        var away = (await (await other.Client.GetAsync(new Uri("/health/ready", UriKind.Relative), Token)).Content.ReadFromJsonAsync<Readiness>(Token))!;
        Assert.Equal(new Check(Healthy: false, "The bucket cannot be used: the store does not answer."), away.Checks["artifacts"]);
        Assert.True(away.Checks["database"].Healthy && away.Checks["storage"].Healthy && away.Checks["models"].Healthy);
        Assert.Equal(HttpStatusCode.OK, (await other.PostImageAsync("/classify", picture)).StatusCode);
        // Its files are not here yet.
        var newest = $"/classify?model={UntrainedModel.Classifier}:2";
        var refused = await other.PostImageAsync(newest, picture);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Contains("a bucket that cannot be used now", await refused.ProblemAsync(503), StringComparison.Ordinal);
        await store.ResumeAsync();

        await other.Client.UntilAsync("/health/ready", ready => ready.GetProperty("status").GetString() == "ready");
        Assert.Equal(HttpStatusCode.OK, (await other.PostImageAsync(newest, picture)).StatusCode);
        var ended = await other.Client.UntilAsync($"/jobs/{id}", job => job.IsFinished());
        Assert.Equal("succeeded", ended.GetProperty("status").GetString());
        Assert.Equal(HttpStatusCode.OK, (await other.PostImageAsync("/classify?model=shared", picture)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await other.Client.GetAsync(new Uri("/models/shared/versions/1/files/bundle.zip", UriKind.Relative), Token)).StatusCode);
    }

    [Fact]
    public async Task Wrong_keys_end_the_start_with_one_sentence()
    {
        var options = await (await SharedSwift.ServerAsync()).NewBucketAsync();
        var folder = Directory.CreateTempSubdirectory("clearsight-").FullName;
        options["Artifacts:S3:SecretKey"] = "another-secret";
        await using var service = ServiceProcess.Start(folder,
        [
            ("URLS", "http://127.0.0.1:0"),
            ("ConnectionStrings__Clearsight", "Host=127.0.0.1;Port=1;Database=none;Username=nobody"),
            .. options.Select(option => (option.Key.Replace(":", "__", StringComparison.Ordinal), option.Value!)),
        ]);

        var (exitCode, output, errors) = await service.EndAsync(Token);

        Assert.Equal(1, exitCode);
        Assert.Contains("does not let this host into the bucket", Assert.Single(errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.DoesNotContain("another-secret", output + errors, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    private static TestHost Share(string database, Dictionary<string, string?> bucket, string role)
    {
        var host = new TestHost
        {
            ["Host:Role"] = role,
            ["ConnectionStrings:Clearsight"] = database,
            ["Workers:Threads"] = "1",
            ["Workers:RetrySeconds"] = "1",
        };
        foreach (var (key, value) in bucket)
        {
            host[key] = value!;
        }

        return host;
    }
}
