using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;

namespace Clearsight.Storage.Artifacts;

/// <summary>
/// The bucket that hosts share their files in; configuration section <c>Artifacts:S3</c>. Where nothing of it is set they
/// share a folder.
/// </summary>
public sealed class S3Options
{
    public const string Section = "Artifacts:S3";

    /// <summary>The store's address, such as <c>https://s3.internal:9000</c>; Amazon's own of the <see cref="Region"/> without one.</summary>
    public string Endpoint { get; set; } = "";

    [RegularExpression("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", ErrorMessage = "Artifacts:S3:Bucket must have 3 to 63 lower-case letters, digits, dots and hyphens.")]
    [Required(ErrorMessage = "Artifacts:S3:Bucket is missing; name the bucket that the hosts share their files in, or take the whole section Artifacts:S3 out.")]
    public string Bucket { get; set; } = "";

    /// <summary>What all keys begin with, where a bucket is not this service's alone. It belongs to one database.</summary>
    [RegularExpression("[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*/?", ErrorMessage = "Artifacts:S3:Prefix must have letters, digits, hyphens and underscores, with single slashes between.")]
    [StringLength(200, ErrorMessage = "Artifacts:S3:Prefix must have 200 characters at most.")]
    public string Prefix { get; set; } = "";

    /// <summary>Part of what a request is signed with.</summary>
    [Required(ErrorMessage = "Artifacts:S3:Region is empty; name one, or leave the setting out to use 'us-east-1'.")]
    public string Region { get; set; } = "us-east-1";

    /// <summary>With <see cref="SecretKey"/>; without both, what the environment gives: variables of AWS, a role of the machine or pod.</summary>
    public string AccessKey { get; set; } = "";

    /// <summary>Never shown.</summary>
    public string SecretKey { get; set; } = "";

    /// <summary>Whether the bucket stands in the path and not in the name of the host: most stores but Amazon's want that.</summary>
    public bool PathStyle { get; set; } = true;

    public static bool AreSet(IConfiguration configuration) => configuration.GetSection(Section).GetChildren().Any(option => !string.IsNullOrEmpty(option.Value));

    /// <summary>An address as it may be shown and asked: a name and password in it would end up in sentences.</summary>
    internal bool HasAddress => Endpoint.Length == 0
        || (Uri.TryCreate(Endpoint, UriKind.Absolute, out var address)
            && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
            && address is { UserInfo: "", Query: "", Fragment: "" });
}
