using Clearsight.Domain;
using Clearsight.Domain.Jobs;
using Clearsight.Storage.Jobs;

namespace Clearsight.Storage.Tests.Jobs;

public abstract class JobListingTests(Rows rows) : StorageTest(rows)
{
    public sealed class OnSqlite() : JobListingTests(Rows.Sqlite);

    public sealed class OnPostgres() : JobListingTests(Rows.Postgres);

    [Fact]
    public async Task Jobs_are_listed_newest_first_and_filtered_by_status_recipe_and_tag()
    {
        await using var storage = await StartAsync();
        var plain = Samples.Job(1);
        var tagged = Samples.Job(2) with { Tags = new Dictionary<string, string> { ["team"] = "blue", ["run"] = "1" } };
        var other = Samples.Job(3) with { Recipe = "fashion-classifier", Tags = new Dictionary<string, string> { ["team"] = "red" } };
        foreach (var job in new[] { tagged, plain, other })
        {
            await storage.Jobs.AddAsync(job, Token);
        }

        await storage.Jobs.UpdateAsync(plain.Id, row => row.RequestCancel(Samples.Noon), null, Token);

        Assert.Equal([other.Id, tagged.Id, plain.Id], await IdsAsync(storage, new JobFilter()));
        Assert.Equal([plain.Id], await IdsAsync(storage, new JobFilter([JobStatus.Canceled, JobStatus.Failed])));
        Assert.Equal([other.Id], await IdsAsync(storage, new JobFilter(Recipe: "fashion-classifier")));
        Assert.Equal([tagged.Id], await IdsAsync(storage, new JobFilter(Tag: KeyValuePair.Create("team", "blue"))));
        Assert.Empty(await IdsAsync(storage, new JobFilter(Tag: KeyValuePair.Create("run", "blue"))));
        Assert.Equal(3, await storage.Jobs.CountAsync(new JobFilter(), Token));
        Assert.Equal(2, await storage.Jobs.CountAsync(new JobFilter([JobStatus.Queued]), Token));
        Assert.Equal([tagged.Id, plain.Id], await IdsAsync(storage, new JobFilter([JobStatus.Queued, JobStatus.Canceled], "mnist-denoiser")));
        var next = Samples.Job(4) with { After = tagged.Id };
        await storage.Jobs.AddAsync(next, Token);
        Assert.Equal([next.Id], await IdsAsync(storage, new JobFilter([JobStatus.Queued], After: tagged.Id)));
        Assert.Equal(new HashSet<string> { other.Id, tagged.Id, next.Id }, (await storage.Jobs.IdsAsync(new JobFilter([JobStatus.Queued]), Token)).ToHashSet());
        Assert.Equal([next.Id], await storage.Jobs.IdsAsync(new JobFilter(After: tagged.Id), Token));
    }

    [Fact]
    public async Task Pages_neither_repeat_nor_skip_a_job_while_others_come_and_go()
    {
        await using var storage = await StartAsync();
        var jobs = Enumerable.Range(0, 25).Select(Samples.Job).ToList();
        foreach (var job in jobs)
        {
            await storage.Jobs.AddAsync(job, Token);
        }

        var seen = new List<string>();
        string? cursor = null;
        var pages = 0;
        do
        {
            var page = await storage.Jobs.ListAsync(new JobFilter(), new PageRequest(10, cursor), Token);
            seen.AddRange(page.Items.Select(job => job.Id));
            cursor = page.NextCursor;
            await storage.Jobs.AddAsync(Samples.Job(1_000 + pages++), Token);
            // The job that the cursor names goes: the page after it must still begin where it would have.
            await storage.Jobs.UpdateAsync(seen[^1], job => job.RequestCancel(Samples.Noon), null, Token);
            await storage.Jobs.DeleteAsync(seen[^1], Token);
        }
        while (cursor is not null);

        Assert.Equal(3, pages);
        Assert.Equal(jobs.Select(job => job.Id).Reverse(), seen);
    }

    [Fact]
    public async Task A_page_that_ends_with_the_last_job_has_no_next()
    {
        await using var storage = await StartAsync();
        await storage.Jobs.AddAsync(Samples.Job(1), Token);
        await storage.Jobs.AddAsync(Samples.Job(2), Token);

        var page = await storage.Jobs.ListAsync(new JobFilter(), new PageRequest(2), Token);

        Assert.Equal(2, page.Items.Count);
        Assert.Null(page.NextCursor);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("!!!")]
    [InlineData("Li4vLi4vZXRjL3Bhc3N3ZA")]
    [InlineData("")]
    public async Task A_cursor_that_was_not_given_out_is_refused(string cursor)
    {
        await using var storage = await StartAsync();

        var refused = await Assert.ThrowsAsync<InvalidRequestException>(
            () => storage.Jobs.ListAsync(new JobFilter(), new PageRequest(Cursor: cursor), Token));

        Assert.Equal("cursor", Assert.Single(refused.Violations).Pointer);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(201)]
    public async Task A_limit_out_of_range_is_refused(int limit)
    {
        await using var storage = await StartAsync();

        await Assert.ThrowsAsync<InvalidRequestException>(() => storage.Jobs.ListAsync(new JobFilter(), new PageRequest(limit), Token));
    }

    [Fact]
    public async Task Ten_thousand_jobs_are_paged_through_to_the_last()
    {
        await using var storage = await StartAsync();
        await using (var db = storage.OpenDatabase())
        {
            db.Jobs.AddRange(Enumerable.Range(0, 10_000).Select(i => (Samples.Job(i) with
            {
                Tags = i % 100 == 0 ? new Dictionary<string, string> { ["kept"] = "yes" } : [],
            }).ToRow()));
            await db.SaveChangesAsync(Token);
        }

        var seen = new HashSet<string>();
        string? cursor = null;
        do
        {
            var page = await storage.Jobs.ListAsync(new JobFilter(), new PageRequest(200, cursor), Token);
            Assert.All(page.Items, job => Assert.True(seen.Add(job.Id)));
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        Assert.Equal(10_000, seen.Count);
        var kept = await storage.Jobs.ListAsync(new JobFilter(Tag: KeyValuePair.Create("kept", "yes")), new PageRequest(200), Token);
        Assert.Equal(100, kept.Items.Count);
    }

    private static async Task<IEnumerable<string>> IdsAsync(TestStorage storage, JobFilter filter) =>
        (await storage.Jobs.ListAsync(filter, new PageRequest(), Token)).Items.Select(job => job.Id);
}
