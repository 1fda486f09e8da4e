using System.Text.Json;
using Clearsight.Api.Tests.Jobs;

namespace Clearsight.Api.Tests.Endpoints;

/// <summary>One loop of a client reads every list, whether it can have further pages or not.</summary>
public sealed class ListShapeTests
{
    [Theory]
    [InlineData("/recipes")]
    [InlineData("/datasets")]
    [InlineData("/jobs")]
    [InlineData("/jobs/{id}/checkpoints")]
    [InlineData("/jobs/{id}/artifacts")]
    [InlineData("/models")]
    [InlineData("/selection")]
    [InlineData("/selection/classify/history")]
    [InlineData("/workers")]
    public async Task A_list_has_items_and_the_cursor_of_the_next_page(string path)
    {
        await using var host = new JobsHost();
        var id = await host.CreateAsync();

        var list = await host.GetAsync(path.Replace("{id}", id, StringComparison.Ordinal));

        Assert.Equal(["items", "nextCursor"], list.EnumerateObject().Select(member => member.Name));
        Assert.Equal(JsonValueKind.Array, list.GetProperty("items").ValueKind);
        Assert.Equal(JsonValueKind.Null, list.GetProperty("nextCursor").ValueKind);
    }
}
