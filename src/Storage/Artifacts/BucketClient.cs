using Amazon.Runtime;
using Amazon.S3;

namespace Clearsight.Storage.Artifacts;

/// <summary>A client that any store with S3's interface understands, not Amazon's alone.</summary>
internal static class BucketClient
{
    /// <summary>For one object to go up, or to begin to come down.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Connecting = TimeSpan.FromSeconds(5);

    /// <summary>A hiccup costs nobody anything. What takes longer is an outage, which jobs wait for by rules of their own.</summary>
    private const int Retries = 2;

    public static AmazonS3Client Create(S3Options options)
    {
        var config = new AmazonS3Config
        {
            ForcePathStyle = options.PathStyle,
            AuthenticationRegion = options.Region,
            Timeout = Patience,
            ConnectTimeout = Connecting,
            MaxErrorRetry = Retries,
            // Checksums in trailers are younger than most stores; digests are checked all the same.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (options.Endpoint.Length == 0)
        {
            config.RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(options.Region);
        }
        else
        {
            config.ServiceURL = options.Endpoint;
        }

        return options.AccessKey.Length == 0
            ? new AmazonS3Client(config)
            : new AmazonS3Client(new BasicAWSCredentials(options.AccessKey, options.SecretKey), config);
    }
}
