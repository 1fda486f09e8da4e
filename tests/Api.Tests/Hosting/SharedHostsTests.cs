using System.Net;
using Clearsight.Api.Tests.Endpoints;
using Clearsight.Domain.Models;
using Clearsight.Postgres;
using Clearsight.Serving.Tests.Drawn;
using Clearsight.Serving.Tests.Models;

namespace Clearsight.Api.Tests.Hosting;

/// <summary>Two hosts that answer, on one database and one storage directory.</summary>
public sealed class SharedHostsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Nothing of the list of versions is kept in a host, so there is nothing to tell the others of.</summary>
    [Fact]
    public async Task A_version_is_known_on_the_other_host_from_the_moment_that_it_is_registered_and_no_longer_than_that_it_is_there()
    {
        var database = await SharedPostgres.NewDatabaseAsync();
        await using var one = Share(database);
        await using var other = Share(database, one);
        using var drawn = Drawing.Ring(28, 28);
        var picture = Drawing.Encode(drawn, "png");
        Assert.Equal(HttpStatusCode.NotFound, (await ClassifyAsync(other, picture)).StatusCode);

        for (ulong number = 1; number <= 2; number++)
        {
            await UntrainedModel.RegisterClassifierAsync(one.Get<IModelRegistry>(), seed: number);

            Assert.Equal($"{UntrainedModel.Classifier}:{number}", (await ClassifyAsync(other, picture)).Headers.GetValues("X-Model").Single());
            var model = await (await other.Client.GetAsync(new Uri($"/models/{UntrainedModel.Classifier}", UriKind.Relative), Token)).JsonAsync();
            Assert.Equal((int)number, model.GetProperty("versions").GetArrayLength());
        }

        await one.Client.DeleteAsync(new Uri($"/models/{UntrainedModel.Classifier}/versions/2", UriKind.Relative), Token);
        Assert.Equal($"{UntrainedModel.Classifier}:1", (await ClassifyAsync(other, picture)).Headers.GetValues("X-Model").Single());
    }

    private static Task<HttpResponseMessage> ClassifyAsync(TestHost host, byte[] picture) =>
        host.PostImageAsync($"/classify?model={UntrainedModel.Classifier}", picture);

    private static TestHost Share(string database, TestHost? with = null)
    {
        var host = new TestHost { ["Host:Role"] = "Api", ["ConnectionStrings:Clearsight"] = database };
        if (with is not null)
        {
            host["Storage:Directory"] = Path.Combine(with.Folder, "storage");
        }

        return host;
    }
}
