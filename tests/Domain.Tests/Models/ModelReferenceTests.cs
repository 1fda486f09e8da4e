using Clearsight.Domain.Models;

namespace Clearsight.Domain.Tests.Models;

public sealed class ModelReferenceTests
{
    [Theory]
    [InlineData("fashion-classifier", "fashion-classifier", null)]
    [InlineData("fashion-classifier:3", "fashion-classifier", 3)]
    [InlineData("7:2147483647", "7", int.MaxValue)]
    public void A_name_with_or_without_a_version_is_read_and_written(string text, string name, int? version)
    {
        Assert.Equal(new ModelReference(name, version), ModelReference.Parse(text));
        Assert.Equal(text, ModelReference.Parse(text).ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(":")]
    [InlineData(":1")]
    [InlineData("a:")]
    [InlineData("a:0")]
    [InlineData("a:-1")]
    [InlineData("a:+1")]
    [InlineData("a: 1")]
    [InlineData("a:1 ")]
    [InlineData("a:1.0")]
    [InlineData("a:2147483648")]
    [InlineData("a:1:2")]
    [InlineData("a:١")]
    [InlineData("A:1")]
    [InlineData("../a:1")]
    [InlineData("a/b")]
    public void Anything_else_is_refused(string? text)
    {
        Assert.False(ModelReference.TryParse(text, out var reference));
        Assert.Null(reference);
    }

    [Fact]
    public void What_cannot_be_read_is_answered_with_the_rule()
    {
        Assert.Equal(
            "A model is named 'name' or 'name:version', where the name has 1 to 64 characters: lower-case letters, digits and hyphens, not starting with a hyphen.",
            Assert.Throws<FormatException>(() => ModelReference.Parse("No")).Message);
    }
}
