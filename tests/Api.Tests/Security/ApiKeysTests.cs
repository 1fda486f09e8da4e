using Clearsight.Api.Security;
using Microsoft.Extensions.Options;

namespace Clearsight.Api.Tests.Security;

public sealed class ApiKeysTests
{
    private const string Key = "correct-horse-battery";

    [Fact]
    public void The_digest_of_a_key_is_its_sha256() =>
        // Worked out with: printf %s correct-horse-battery | sha256sum
        Assert.Equal("sha256:62249369389075490555a758353aec61500c6218fa597252d52dc4bd0148f12d", ApiKeys.Digest(Key));

    [Fact]
    public void A_digest_stands_for_its_key()
    {
        var keys = Keys("sha256:62249369389075490555a758353aec61500c6218fa597252d52dc4bd0148f12d");

        Assert.True(keys.Contains(Key));
        Assert.False(keys.Contains("sha256:62249369389075490555a758353aec61500c6218fa597252d52dc4bd0148f12d"));
    }

    [Theory]
    [InlineData("too-short")]
    [InlineData("has a blank in the middle")]
    [InlineData("sha256:abc")]
    [InlineData("sha256:zz37a1c7b1d1f44df5d4cb8ad8a0ffc3a1b8fcb1a9a0b6e7f8d9c0a1b2c3d4e5")]
    [InlineData("")]
    public void What_breaks_the_rule_is_no_key(string configured) => Assert.Null(ApiKeys.Digest(configured));

    [Theory]
    [InlineData(Key, true)]
    [InlineData("another-horse-battery", true)]
    [InlineData("correct-horse-batterY", false)]
    [InlineData("correct-horse-batter", false)]
    [InlineData("correct-horse-battery ", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Any_of_several_keys_opens_and_nothing_else_does(string? presented, bool opens) =>
        Assert.Equal(opens, Keys(Key, "another-horse-battery").Contains(presented));

    private static ApiKeys Keys(params string[] configured)
    {
        var options = new SecurityOptions();
        foreach (var key in configured)
        {
            options.ApiKeys.Add(ApiKeys.Digest(key)!);
        }

        return new ApiKeys(Options.Create(options));
    }
}
