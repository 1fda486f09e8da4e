using Amazon.S3;
using Amazon.S3.Model;
using Clearsight.Postgres;
using Clearsight.S3;
using Clearsight.Storage.Artifacts;

namespace Clearsight.Storage.Tests.Artifacts;

/// <summary>Two hosts, each with a folder of its own, that share a database and a bucket.</summary>
internal sealed class TwoHosts : IAsyncDisposable
{
    private readonly AmazonS3Client _client;
    private readonly IReadOnlyDictionary<string, string?> _options;

    private TwoHosts(AmazonS3Client client, IReadOnlyDictionary<string, string?> options, TestStorage one, TestStorage other) =>
        (_client, _options, One, Other) = (client, options, one, other);

    public TestStorage One { get; }

    public TestStorage Other { get; }

    public static async Task<TwoHosts> StartAsync()
    {
        var server = await SharedSwift.ServerAsync();
        var (database, options) = (await SharedPostgres.NewDatabaseAsync(), await server.NewBucketAsync());
        return new TwoHosts(
            server.NewClient(),
            options,
            await TestStorage.StartAsync(connectionString: database, options: options),
            await TestStorage.StartAsync(connectionString: database, options: options));
    }

    /// <summary>The keys in the bucket behind the prefix of the options.</summary>
    public async Task<IReadOnlyList<string>> KeysAsync() =>
        [.. (await One.Get<ArtifactBucket>().ListAsync("", TestContext.Current.CancellationToken)).Select(item => item.Key)];

    public Task PutAsync(string key, string text) => _client.PutObjectAsync(
        new PutObjectRequest { BucketName = _options["Artifacts:S3:Bucket"], Key = $"{_options["Artifacts:S3:Prefix"]}/{key}", ContentBody = text, UseChunkEncoding = false },
        TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await One.DisposeAsync();
        await Other.DisposeAsync();
        _client.Dispose();
    }
}
