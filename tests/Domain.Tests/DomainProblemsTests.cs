namespace Clearsight.Domain.Tests;

public sealed class DomainProblemsTests
{
    [Fact]
    public void An_invalid_request_tells_every_violation_at_once()
    {
        var exception = new InvalidRequestException([new("/epochs", "epochs must be more."), new("/seed", "seed must be less.")]);
        Assert.Equal("epochs must be more. seed must be less.", exception.Message);
        Assert.Equal(["/epochs", "/seed"], exception.Violations.Select(violation => violation.Pointer));
    }
}
