using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Clearsight.Api.Security;

/// <summary>The digests of the keys that open this host.</summary>
internal sealed class ApiKeys(IOptions<SecurityOptions> options)
{
    public const string Rule =
        "A key in Security:ApiKeys has 16 to 256 printable ASCII characters without blanks, or is 'sha256:' and 64 hexadecimal digits.";

    private const string Prefix = "sha256:";

    private readonly byte[][] _digests = [.. options.Value.ApiKeys.Select(key => Convert.FromHexString(key[Prefix.Length..]))];

    public bool Any => _digests.Length > 0;

    /// <summary>
    /// Compares with every key in the same time, whichever matches and however much of it: digests have one length,
    /// and no comparison ends early.
    /// </summary>
    public bool Contains(string? key) => key is not null && ContainsDigest(DigestOf(key));

    /// <summary>The same for the SHA-256 of a key.</summary>
    public bool ContainsDigest(ReadOnlySpan<byte> presented)
    {
        var found = false;
        foreach (var digest in _digests)
        {
            found |= CryptographicOperations.FixedTimeEquals(digest, presented);
        }

        return found;
    }

    public static byte[] DigestOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    /// <summary>A configured key as <c>sha256:…</c>; what breaks the rule comes back as null.</summary>
    public static string? Digest(string configured)
    {
        if (configured.StartsWith(Prefix, StringComparison.Ordinal))
        {
            var digits = configured[Prefix.Length..];
            return digits.Length == 64 && digits.All(char.IsAsciiHexDigit) ? configured : null;
        }

        return configured.Length is >= 16 and <= 256 && configured.All(character => character is > ' ' and < '\x7f')
            ? Prefix + Convert.ToHexStringLower(DigestOf(configured))
            : null;
    }
}
