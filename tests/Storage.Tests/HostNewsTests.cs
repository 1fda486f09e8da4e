using Clearsight.Domain;
using Clearsight.Domain.Models;
using Clearsight.Postgres;

namespace Clearsight.Storage.Tests;

/// <summary>What one host does, others that share its database hear of without asking.</summary>
public sealed class HostNewsTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly string _directory = Directory.CreateTempSubdirectory("clearsight-shared-").FullName;
    private readonly List<TestStorage> _hosts = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.DisposeAsync();
        }

        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task A_reader_on_one_host_is_woken_by_a_write_on_another()
    {
        var (writer, reader) = await StartAsync(await SharedPostgres.NewDatabaseAsync());

        await WokenAsync(writer, reader);
    }

    [Fact]
    public async Task A_selection_and_a_shadow_are_heard_of_on_every_host()
    {
        var (writer, reader) = await StartAsync(await SharedPostgres.NewDatabaseAsync());
        var selected = new TaskCompletionSource<ModelReference>();
        var shadowed = new TaskCompletionSource();
        reader.Selections.Selected += selection => selected.TrySetResult(selection.Model);
        var first = await writer.Models.RegisterAsync(Samples.Manifest(), Samples.TrainedFolder(writer), Token);
        var second = await writer.Models.RegisterAsync(Samples.Manifest(), Samples.TrainedFolder(writer), Token);

        await writer.Selections.SelectAsync(TaskKind.Denoise, first.Reference, "api", Token);
        Assert.Equal(first.Reference, await selected.Task.WaitAsync(Patience, Token));
        reader.Selections.ShadowChanged += _ => shadowed.TrySetResult();
        await writer.Selections.ChangeAsync(TaskKind.Denoise, new SelectionChange { Shadow = second.Reference }, "api", Token);
        await shadowed.Task.WaitAsync(Patience, Token);
    }

    [Fact]
    public async Task After_a_restart_of_the_database_news_come_again_and_what_was_missed_is_looked_for()
    {
        Assert.SkipUnless(PostgresServer.IsInstalled, PostgresServer.Missing);
        await using var server = await PostgresServer.StartAsync();
        var (writer, reader) = await StartAsync(await server.NewDatabaseAsync());
        await WokenAsync(writer, reader);
        var missed = reader.Jobs.WaitForChangeAsync("a job of before", TimeSpan.FromDays(1), Token);

        await server.StopAsync();
        await server.ResumeAsync();

        await ComeAsync(missed, reader);
        // Every connection of before is broken, and may be found out by one write.
        var tries = 0;
        while (!await TryAsync(() => WokenAsync(writer, reader)) && ++tries < 20)
        {
        }

        Assert.InRange(tries, 0, 19);
    }

    private static async Task<bool> TryAsync(Func<Task> action)
    {
        try
        {
            await action();
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private async Task<(TestStorage Writer, TestStorage Reader)> StartAsync(string connectionString)
    {
        for (var i = 0; i < 2; i++)
        {
            _hosts.Add(await TestStorage.StartAsync(_directory, connectionString));
        }

        return (_hosts[0], _hosts[1]);
    }

    private static async Task WokenAsync(TestStorage writer, TestStorage reader)
    {
        var job = Samples.Job();
        await writer.Jobs.AddAsync(job, Token);
        var change = reader.Jobs.WaitForChangeAsync(job.Id, TimeSpan.FromDays(1), Token);

        await writer.Jobs.UpdateAsync(job.Id, row => row.RequestPause(), null, Token);

        await ComeAsync(change, reader);
    }

    /// <summary>The listener waits a second before it tries again, on a clock that stands.</summary>
    private static async Task ComeAsync(Task change, TestStorage reader)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!change.IsCompleted && TimeProvider.System.GetElapsedTime(start) < Patience)
        {
            reader.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(change, Task.Delay(50, Token));
        }

        Assert.True(change.IsCompletedSuccessfully);
    }
}
