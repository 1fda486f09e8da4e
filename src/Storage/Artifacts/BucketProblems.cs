using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;
using Amazon.S3;
using Clearsight.Domain;

namespace Clearsight.Storage.Artifacts;

/// <summary>What an error of the store means, as sentences. None of them has a key in it.</summary>
internal sealed class BucketProblems(string bucket, string address)
{
    private const string NoSuchBucket = "NoSuchBucket";

    /// <summary>Until the same may succeed.</summary>
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    /// <summary>Whatever the store answers or does not answer; but not that the caller gave up.</summary>
    public static bool IsOfStore(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        _ => exception is AmazonServiceException or AmazonClientException or HttpRequestException or IOException or SocketException or TimeoutException,
    };

    public static bool IsNoSuchObject(AmazonS3Exception exception) => exception.StatusCode == HttpStatusCode.NotFound && exception.ErrorCode != NoSuchBucket;

    /// <summary>For the health check.</summary>
    public static string Sentence(Exception exception) => $"The bucket cannot be used: {Reason(exception)}.";

    public static StoreAwayException Away(Exception exception) => new(
        $"The files are in a bucket that cannot be used now: {Reason(exception)}. /health/ready says when it can again; inference goes on with the models that are loaded.",
        RetryAfter,
        exception);

    public StartupException AtStart(Exception exception) => new(
        exception switch
        {
            AmazonS3Exception { ErrorCode: NoSuchBucket } =>
                $"There is no bucket '{bucket}' at {address}; make it, or let Artifacts:S3:Bucket name one that is there.",
            AmazonS3Exception { StatusCode: HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized } refused =>
                $"The store at {address} does not let this host into the bucket '{bucket}' ({refused.ErrorCode}): see Artifacts:S3:AccessKey, SecretKey and Region, and that they may put, get, list and delete objects.",
            _ => $"The bucket '{bucket}' at {address} cannot be used: {exception.GetBaseException().Message.TrimEnd('.')}. See that the store runs, and the options of Artifacts:S3.",
        },
        exception);

    private static string Reason(Exception exception) => exception switch
    {
        AmazonS3Exception { ErrorCode: NoSuchBucket } => "it is gone",
        AmazonS3Exception { StatusCode: HttpStatusCode.Forbidden } => "the store does not let this host in",
        AmazonS3Exception { StatusCode: >= HttpStatusCode.InternalServerError } => "the store has an error of its own",
        _ => "the store does not answer",
    };
}
