using Clearsight.Domain;
using Clearsight.Domain.Models;

namespace Clearsight.Storage.Tests.Models;

public abstract class ShadowTests(Rows rows) : StorageTest(rows)
{
    public sealed class OnSqlite() : ShadowTests(Rows.Sqlite);

    public sealed class OnPostgres() : ShadowTests(Rows.Postgres);

    private static readonly ModelReference First = new("digits", 1);
    private static readonly ModelReference Second = new("digits", 2);
    private static readonly ModelReference Third = new("digits", 3);

    [Fact]
    public async Task A_shadow_is_set_with_its_share_and_outlives_the_host()
    {
        await using var storage = await WithVersionsAsync();

        await ChangeAsync(storage, new SelectionChange { Shadow = Second, Share = 0.25 });
        await storage.RestartAsync();

        Assert.Equal(new Shadow(TaskKind.Denoise, Second, 0.25, Samples.Noon), await FindAsync(storage));
        Assert.Null(await storage.Selections.FindShadowAsync(TaskKind.Classify, Token));
        Assert.Single((await storage.Selections.HistoryAsync(TaskKind.Denoise, new PageRequest(), Token)).Items);
    }

    [Fact]
    public async Task Without_a_share_a_shadow_sees_a_tenth_and_without_a_version_its_newest_is_meant()
    {
        await using var storage = await WithVersionsAsync();

        await ChangeAsync(storage, new SelectionChange { Shadow = new ModelReference("digits", null) });

        Assert.Equal(new Shadow(TaskKind.Denoise, Third, 0.1, Samples.Noon), await FindAsync(storage));
    }

    [Fact]
    public async Task A_model_and_a_shadow_change_together()
    {
        await using var storage = await WithVersionsAsync();

        var selection = await ChangeAsync(storage, new SelectionChange { Model = Second, Shadow = First, Share = 1 });

        Assert.Equal(Second, selection.Model);
        Assert.Equal(First, (await FindAsync(storage))!.Model);
    }

    [Fact]
    public async Task A_shadow_that_is_refused_leaves_the_selection_too()
    {
        await using var storage = await WithVersionsAsync();
        await storage.Models.RegisterAsync(Samples.Manifest("clothes", TaskKind.Classify), Samples.TrainedFolder(storage), Token);

        await RefusedAsync<ConflictException>(storage, new SelectionChange { Model = Second, Shadow = Second });
        await RefusedAsync<ConflictException>(storage, new SelectionChange { Model = Second, Shadow = new ModelReference("clothes", 1) });
        await RefusedAsync<NotFoundException>(storage, new SelectionChange { Model = Second, Shadow = new ModelReference("digits", 9) });
        await RefusedAsync<ConflictException>(storage, new SelectionChange { Model = Second, Share = 0.5 });
        await RefusedAsync<ConflictException>(storage, new SelectionChange { Shadow = First });

        Assert.Equal(First, (await storage.Selections.FindAsync(TaskKind.Denoise, Token))!.Model);
        Assert.Null(await FindAsync(storage));
    }

    [Fact]
    public async Task Where_nothing_is_selected_there_is_nothing_to_run_beside()
    {
        await using var storage = await StartAsync();
        await storage.Models.RegisterAsync(Samples.Manifest(), Samples.TrainedFolder(storage), Token);

        await RefusedAsync<ConflictException>(storage, new SelectionChange { Shadow = First });
    }

    [Fact]
    public async Task Another_share_keeps_the_shadow_and_its_beginning()
    {
        await using var storage = await WithVersionsAsync();
        await ChangeAsync(storage, new SelectionChange { Shadow = Second });
        storage.Time.Advance(TimeSpan.FromHours(1));

        await ChangeAsync(storage, new SelectionChange { Share = 0 });

        Assert.Equal(new Shadow(TaskKind.Denoise, Second, 0, Samples.Noon), await FindAsync(storage));
        await ChangeAsync(storage, new SelectionChange { Shadow = Third });
        Assert.Equal(new Shadow(TaskKind.Denoise, Third, 0.1, Samples.Noon.AddHours(1)), await FindAsync(storage));
    }

    [Fact]
    public async Task A_shadow_can_be_taken_away_also_where_there_is_none()
    {
        await using var storage = await WithVersionsAsync();
        await ChangeAsync(storage, new SelectionChange { Shadow = Second });

        await ChangeAsync(storage, new SelectionChange { RemovesShadow = true });
        await ChangeAsync(storage, new SelectionChange { RemovesShadow = true });

        Assert.Null(await FindAsync(storage));
    }

    [Fact]
    public async Task A_shadow_that_is_selected_is_none_any_more_and_no_rollback_brings_it_back()
    {
        await using var storage = await WithVersionsAsync();
        await ChangeAsync(storage, new SelectionChange { Shadow = Second });

        await ChangeAsync(storage, new SelectionChange { Model = Second });
        Assert.Null(await FindAsync(storage));
        await storage.Selections.RollbackAsync(TaskKind.Denoise, agreed: null, Token);

        Assert.Null(await FindAsync(storage));
    }

    [Fact]
    public async Task A_rollback_leaves_the_shadow_unless_it_goes_back_to_it()
    {
        await using var storage = await WithVersionsAsync();
        await ChangeAsync(storage, new SelectionChange { Model = Second });
        await ChangeAsync(storage, new SelectionChange { Model = Third, Shadow = First });
        Assert.Equal(Second, await storage.Selections.FindRollbackAsync(TaskKind.Denoise, Token));

        Assert.Equal(Second, (await storage.Selections.RollbackAsync(TaskKind.Denoise, agreed: null, Token)).Model);
        Assert.Equal(First, (await FindAsync(storage))!.Model);
        Assert.Equal(First, (await storage.Selections.RollbackAsync(TaskKind.Denoise, agreed: null, Token)).Model);

        Assert.Null(await FindAsync(storage));
    }

    [Fact]
    public async Task Listeners_hear_of_shadows_that_come_change_and_go_and_of_nothing_else()
    {
        await using var storage = await WithVersionsAsync();
        var heard = 0;
        storage.Selections.ShadowChanged += _ => heard++;

        await ChangeAsync(storage, new SelectionChange { Shadow = Second, Share = 0.1 });
        await ChangeAsync(storage, new SelectionChange { Shadow = Second });
        Assert.Equal(1, heard);
        await ChangeAsync(storage, new SelectionChange { Share = 0.5 });
        Assert.Equal(2, heard);
        await ChangeAsync(storage, new SelectionChange { Model = Third });
        Assert.Equal(2, heard);
        await ChangeAsync(storage, new SelectionChange { Model = Second });
        Assert.Equal(3, heard);
    }

    [Fact]
    public async Task A_shadow_is_not_deleted()
    {
        await using var storage = await WithVersionsAsync();
        await ChangeAsync(storage, new SelectionChange { Shadow = Second });

        var problem = await Assert.ThrowsAsync<ConflictException>(() => storage.Models.DeleteAsync(Second, Token));
        Assert.Contains("DELETE /selection/denoise/shadow", problem.Message, StringComparison.Ordinal);
        await ChangeAsync(storage, new SelectionChange { RemovesShadow = true });
        await storage.Models.DeleteAsync(Second, Token);
    }

    [Fact]
    public async Task What_a_gate_came_to_is_kept_with_the_selection_it_let_through()
    {
        await using var storage = await WithVersionsAsync();
        var gate = new GateResult("psnr@0.25", double.PositiveInfinity, 21.5, First, 21.5, "mnist", "sha256:00", "It is better.");

        await ChangeAsync(storage, new SelectionChange { Model = Second, Gate = gate });
        await storage.RestartAsync();

        Assert.Equal(gate, (await storage.Selections.FindAsync(TaskKind.Denoise, Token))!.Gate);
        var history = await storage.Selections.HistoryAsync(TaskKind.Denoise, new PageRequest(), Token);
        Assert.Equal([gate, null], history.Items.Select(selection => selection.Gate));
        Assert.Null((await storage.Selections.RollbackAsync(TaskKind.Denoise, agreed: null, Token)).Gate);
    }

    [Fact]
    public async Task A_comparison_with_a_version_that_is_no_longer_selected_changes_nothing()
    {
        await using var storage = await WithVersionsAsync();
        var compared = (await storage.Selections.FindAsync(TaskKind.Denoise, Token))!.Sequence;
        await ChangeAsync(storage, new SelectionChange { Model = Second });

        await RefusedAsync<SelectionMovedException>(storage, new SelectionChange { Model = Third, ComparedWith = compared });
        await RefusedAsync<SelectionMovedException>(storage, new SelectionChange { Model = Third, ComparedWith = 0 });

        Assert.Equal(Second, (await storage.Selections.FindAsync(TaskKind.Denoise, Token))!.Model);
    }

    /// <summary>Three versions, of which the first is selected.</summary>
    private async Task<TestStorage> WithVersionsAsync()
    {
        var storage = await StartAsync();
        for (var version = 1; version <= 3; version++)
        {
            await storage.Models.RegisterAsync(Samples.Manifest(), Samples.TrainedFolder(storage), Token);
        }

        await ChangeAsync(storage, new SelectionChange { Model = First });
        return storage;
    }

    private static Task<Selection> ChangeAsync(TestStorage storage, SelectionChange change) =>
        storage.Selections.ChangeAsync(TaskKind.Denoise, change, "api", Token);

    private static Task<T> RefusedAsync<T>(TestStorage storage, SelectionChange change)
        where T : Exception => Assert.ThrowsAsync<T>(() => ChangeAsync(storage, change));

    private static Task<Shadow?> FindAsync(TestStorage storage) => storage.Selections.FindShadowAsync(TaskKind.Denoise, Token);
}
