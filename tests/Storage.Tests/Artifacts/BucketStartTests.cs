using Clearsight.Domain;
using Clearsight.S3;
using Microsoft.Extensions.Options;

namespace Clearsight.Storage.Tests.Artifacts;

/// <summary>What a host says that cannot have its bucket.</summary>
public sealed class BucketStartTests
{
    private const string Database = "Host=127.0.0.1;Database=none;Username=nobody";

    [Theory]
    [InlineData("Artifacts:S3:SecretKey", "not-the-secret-key", "does not let this host into the bucket 'bucket-")]
    [InlineData("Artifacts:S3:AccessKey", "tests:somebody", "does not let this host into the bucket 'bucket-")]
    [InlineData("Artifacts:S3:Bucket", "nowhere-to-be-found", "There is no bucket 'nowhere-to-be-found' at http://127.0.0.1:")]
    [InlineData("Artifacts:S3:Endpoint", "http://127.0.0.1:9", "cannot be used: Connection refused")]
    public async Task A_bucket_that_cannot_be_used_is_told_of_at_the_start(string option, string value, string sentence)
    {
        var server = await SharedSwift.ServerAsync();
        var options = await server.NewBucketAsync();
        var secret = options["Artifacts:S3:SecretKey"]!;
        options[option] = value;

        var problem = await Assert.ThrowsAsync<StartupException>(() => TestStorage.StartAsync(connectionString: Database, options: options));

        Assert.Contains(sentence, problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, problem.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("not-the-secret-key", problem.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Bucket", "", "Artifacts:S3:Bucket is missing")]
    [InlineData("Bucket", "No_Bucket", "Artifacts:S3:Bucket must have")]
    [InlineData("Prefix", "../elsewhere", "Artifacts:S3:Prefix must have")]
    [InlineData("Endpoint", "s3.internal", "Artifacts:S3:Endpoint must be an address")]
    [InlineData("Endpoint", "http://name:hush@s3.internal", "Artifacts:S3:Endpoint must be an address")]
    [InlineData("SecretKey", "", "Artifacts:S3 needs both AccessKey and SecretKey")]
    [InlineData("Region", "", "Artifacts:S3:Region is empty")]
    public async Task A_wrong_option_is_told_of_before_anything_is_asked(string option, string value, string sentence)
    {
        var options = Options();
        options["Artifacts:S3:" + option] = value;

        var problem = await Assert.ThrowsAsync<OptionsValidationException>(() => TestStorage.StartAsync(connectionString: Database, options: options));

        Assert.Contains(sentence, problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_has_its_rows_to_itself_has_no_use_for_a_bucket()
    {
        var problem = await Assert.ThrowsAsync<OptionsValidationException>(() => TestStorage.StartAsync(options: Options()));

        Assert.Contains("Artifacts:S3 is for hosts that share their rows", problem.Message, StringComparison.Ordinal);
    }

    /// <summary>The prefix is left out: every host has it as an empty one.</summary>
    private static Dictionary<string, string?> Options() => new()
    {
        ["Artifacts:S3:Endpoint"] = "http://127.0.0.1:9",
        ["Artifacts:S3:Bucket"] = "clearsight",
        ["Artifacts:S3:AccessKey"] = "key",
        ["Artifacts:S3:SecretKey"] = "secret",
    };
}
