using System.Net.Http.Headers;
using Clearsight.Api.Problems;
using Clearsight.Api.Tests.Problems;
using Clearsight.Domain;
using Clearsight.Domain.Models;
using Clearsight.Storage;

namespace Clearsight.Api.Tests.Bundles;

/// <summary>Sends bundles to a host, and looks at what they leave there.</summary>
internal static class ImportHost
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<byte[]> ExportAsync(this TestHost host, string model, int version = 1) =>
        await host.Client.GetByteArrayAsync($"/models/{model}/versions/{version}/files/bundle.zip", Token);

    public static Task<HttpResponseMessage> ImportAsync(this TestHost host, byte[] bundle, string query = "", string? type = "application/zip")
    {
        var content = new ByteArrayContent(bundle);
        content.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);
        return host.Client.PostAsync($"/models/import{query}", content, Token);
    }

    /// <summary>The bundle is refused, and nothing of it is left.</summary>
    public static async Task<Problem> RefusedAsync(this TestHost host, byte[] bundle, int status)
    {
        var problem = await (await host.ImportAsync(bundle)).ReadProblemAsync(status);
        await host.HasNothingAsync();
        return problem;
    }

    public static async Task HasNothingAsync(this TestHost host)
    {
        Assert.Empty((await host.Get<IModelRegistry>().ListAsync(new PageRequest(), Token)).Items);
        Assert.Empty(host.ModelFolders());
    }

    /// <summary>What is in the folder of models, with what is being imported.</summary>
    public static IEnumerable<string?> ModelFolders(this TestHost host) =>
        Directory.EnumerateFileSystemEntries(Path.Combine(host.Get<StorageLayout>().Root, "models")).Select(Path.GetFileName);
}
