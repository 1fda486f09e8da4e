using Clearsight.Domain;
using Clearsight.Domain.Models;

namespace Clearsight.Storage.Tests.Models;

public abstract class SelectionStoreTests(Rows rows) : StorageTest(rows)
{
    public sealed class OnSqlite() : SelectionStoreTests(Rows.Sqlite);

    public sealed class OnPostgres() : SelectionStoreTests(Rows.Postgres);

    [Fact]
    public async Task Nothing_is_selected_at_first()
    {
        await using var storage = await StartAsync();

        Assert.Null(await storage.Selections.FindAsync(TaskKind.Classify, Token));
        Assert.Empty((await storage.Selections.HistoryAsync(TaskKind.Classify, new PageRequest(), Token)).Items);
        await Assert.ThrowsAsync<ConflictException>(() => storage.Selections.RollbackAsync(TaskKind.Classify, agreed: null, Token));
    }

    [Fact]
    public async Task Each_task_has_its_own_selection_and_it_outlives_the_host()
    {
        await using var storage = await StartAsync();
        await RegisterAsync(storage, "digits", TaskKind.Denoise);
        await RegisterAsync(storage, "clothes", TaskKind.Classify);
        await SelectAsync(storage, "digits:1");
        var selected = await storage.Selections.SelectAsync(TaskKind.Classify, new ModelReference("clothes", null), "job x", Token);

        await storage.RestartAsync();

        Assert.Equal(new ModelReference("clothes", 1), selected.Model);
        Assert.Equal(selected, await storage.Selections.FindAsync(TaskKind.Classify, Token));
        Assert.Equal("job x", selected.By);
        Assert.Equal(Samples.Noon, selected.Since);
        Assert.Equal("digits:1", (await storage.Selections.FindAsync(TaskKind.Denoise, Token))!.Model.ToString());
    }

    [Fact]
    public async Task An_unknown_version_and_one_of_another_task_are_refused()
    {
        await using var storage = await StartAsync();
        await RegisterAsync(storage, "clothes", TaskKind.Classify);

        await Assert.ThrowsAsync<NotFoundException>(() => SelectAsync(storage, "digits:1"));
        await Assert.ThrowsAsync<NotFoundException>(() => SelectAsync(storage, "clothes:2"));
        await Assert.ThrowsAsync<ConflictException>(() => SelectAsync(storage, "clothes:1"));
        Assert.Null(await storage.Selections.FindAsync(TaskKind.Denoise, Token));
    }

    [Fact]
    public async Task Listeners_hear_of_a_switch_and_only_of_a_switch()
    {
        await using var storage = await StartAsync();
        await RegisterVersionsAsync(storage, 2);
        var heard = new List<string>();
        storage.Selections.Selected += selection => heard.Add(selection.Model.ToString());

        await SelectAsync(storage, "digits:1");
        await SelectAsync(storage, "digits:2");
        await SelectAsync(storage, "digits:2");
        await storage.Selections.RollbackAsync(TaskKind.Denoise, agreed: null, Token);

        Assert.Equal(["digits:1", "digits:2", "digits:1"], heard);
        Assert.Equal(["digits:1", "digits:2", "digits:1"], await HistoryAsync(storage));
    }

    [Fact]
    public async Task Rolling_back_twice_goes_two_back()
    {
        await using var storage = await StartAsync();
        await RegisterVersionsAsync(storage, 3);
        await SelectAsync(storage, "digits:1");
        await SelectAsync(storage, "digits:2");
        await SelectAsync(storage, "digits:3");

        Assert.Equal("digits:2", await RollbackAsync(storage));
        Assert.Equal("digits:1", await RollbackAsync(storage));
        await Assert.ThrowsAsync<ConflictException>(() => RollbackAsync(storage));
        Assert.Equal(["digits:1", "digits:2", "digits:3", "digits:2", "digits:1"], await HistoryAsync(storage));
    }

    /// <summary>Whoever agreed to one change must not bring another about.</summary>
    [Fact]
    public async Task A_rollback_that_is_not_what_was_agreed_to_changes_nothing()
    {
        await using var storage = await StartAsync();
        await RegisterVersionsAsync(storage, 3);
        await SelectAsync(storage, "digits:1");
        await SelectAsync(storage, "digits:2");
        var agreed = (await storage.Selections.FindAsync(TaskKind.Denoise, Token))!.Sequence;
        await SelectAsync(storage, "digits:3");

        var refusal = await Assert.ThrowsAsync<SelectionMovedException>(
            () => storage.Selections.RollbackAsync(TaskKind.Denoise, new AgreedRollback(agreed, ModelReference.Parse("digits:1")), Token));
        Assert.Contains("'digits:3' was selected for denoise meanwhile", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(["digits:1", "digits:2", "digits:3"], await HistoryAsync(storage));

        var now = new AgreedRollback((await storage.Selections.FindAsync(TaskKind.Denoise, Token))!.Sequence, ModelReference.Parse("digits:2"));
        await storage.Models.DeleteAsync(now.To, Token);
        refusal = await Assert.ThrowsAsync<SelectionMovedException>(() => storage.Selections.RollbackAsync(TaskKind.Denoise, now, Token));
        Assert.Contains("'digits:2' was deleted meanwhile, and 'digits:1' is what", refusal.Message, StringComparison.Ordinal);

        await storage.Selections.RollbackAsync(TaskKind.Denoise, now with { To = ModelReference.Parse("digits:1") }, Token);
        Assert.Equal(["digits:1", "digits:2", "digits:3", "digits:1"], await HistoryAsync(storage));
    }

    [Fact]
    public async Task A_selection_after_a_rollback_goes_back_to_the_one_that_was_rolled_back_to()
    {
        await using var storage = await StartAsync();
        await RegisterVersionsAsync(storage, 3);
        await SelectAsync(storage, "digits:1");
        await SelectAsync(storage, "digits:2");
        await RollbackAsync(storage);
        await SelectAsync(storage, "digits:3");

        Assert.Equal("digits:1", await RollbackAsync(storage));
        await Assert.ThrowsAsync<ConflictException>(() => RollbackAsync(storage));
    }

    [Fact]
    public async Task A_rollback_passes_over_versions_that_were_deleted()
    {
        await using var storage = await StartAsync();
        await RegisterVersionsAsync(storage, 3);
        await SelectAsync(storage, "digits:1");
        await SelectAsync(storage, "digits:2");
        await SelectAsync(storage, "digits:3");
        await storage.Models.DeleteAsync(new ModelReference("digits", 2), Token);

        Assert.Equal("digits:1", await RollbackAsync(storage));
    }

    [Fact]
    public async Task A_rollback_never_ends_where_it_began()
    {
        await using var storage = await StartAsync();
        await RegisterVersionsAsync(storage, 2);
        await SelectAsync(storage, "digits:1");
        await SelectAsync(storage, "digits:2");
        await SelectAsync(storage, "digits:1");
        await storage.Models.DeleteAsync(new ModelReference("digits", 2), Token);

        await Assert.ThrowsAsync<ConflictException>(() => RollbackAsync(storage));
        Assert.Equal("digits:1", (await storage.Selections.FindAsync(TaskKind.Denoise, Token))!.Model.ToString());
    }

    [Fact]
    public async Task History_is_paged_newest_first()
    {
        await using var storage = await StartAsync();
        await RegisterVersionsAsync(storage, 2);
        foreach (var model in new[] { "digits:1", "digits:2", "digits:1" })
        {
            await SelectAsync(storage, model);
        }

        var first = await storage.Selections.HistoryAsync(TaskKind.Denoise, new PageRequest(2), Token);
        await SelectAsync(storage, "digits:2");
        var second = await storage.Selections.HistoryAsync(TaskKind.Denoise, new PageRequest(2, first.NextCursor), Token);

        Assert.Equal(["digits:1", "digits:2"], first.Items.Select(selection => selection.Model.ToString()));
        Assert.Equal(["digits:1"], second.Items.Select(selection => selection.Model.ToString()));
        await Assert.ThrowsAsync<InvalidRequestException>(
            () => storage.Selections.HistoryAsync(TaskKind.Denoise, new PageRequest(2, "bm90LWEtbnVtYmVy"), Token));
    }

    private static async Task RegisterVersionsAsync(TestStorage storage, int count)
    {
        for (var version = 1; version <= count; version++)
        {
            await RegisterAsync(storage, "digits", TaskKind.Denoise);
        }
    }

    private static Task<ModelVersion> RegisterAsync(TestStorage storage, string name, TaskKind task) =>
        storage.Models.RegisterAsync(Samples.Manifest(name, task), Samples.TrainedFolder(storage), Token);

    private static Task<Selection> SelectAsync(TestStorage storage, string model) =>
        storage.Selections.SelectAsync(TaskKind.Denoise, ModelReference.Parse(model), "api", Token);

    private static async Task<string> RollbackAsync(TestStorage storage) =>
        (await storage.Selections.RollbackAsync(TaskKind.Denoise, agreed: null, Token)).Model.ToString();

    private static async Task<IEnumerable<string>> HistoryAsync(TestStorage storage) =>
        (await storage.Selections.HistoryAsync(TaskKind.Denoise, new PageRequest(), Token)).Items.Select(entry => entry.Model.ToString()).Reverse();
}
