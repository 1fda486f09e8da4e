namespace Clearsight.Domain.Tests;

public sealed class NamingTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("0")]
    [InlineData("fashion-classifier-2")]
    [InlineData("a-")]
    [InlineData("a--b")]
    public void Lower_case_letters_digits_and_hyphens_make_a_name(string name)
    {
        Assert.True(Naming.IsValid(name));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("-a")]
    [InlineData("A")]
    [InlineData("ä")]
    [InlineData("a b")]
    [InlineData("a_b")]
    [InlineData("a.b")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a\n")]
    [InlineData("a\0")]
    [InlineData("%2e")]
    public void Anything_that_could_mean_something_in_a_path_or_an_address_is_no_name(string? name)
    {
        Assert.False(Naming.IsValid(name));
    }

    [Fact]
    public void A_name_has_at_most_64_characters()
    {
        Assert.True(Naming.IsValid(new string('a', 64)));
        Assert.False(Naming.IsValid(new string('a', 65)));
    }
}
