using Clearsight.Domain;
using Clearsight.Domain.Jobs;
using Clearsight.Postgres;

namespace Clearsight.Workers.Tests;

/// <summary>Hosts that share a PostgreSQL database: its rows, and Hangfire's queue in it.</summary>
public sealed class SharedHostsTests : WorkersTest
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task A_job_that_one_host_takes_in_is_trained_by_another()
    {
        var database = await SharedPostgres.NewDatabaseAsync();
        await using var api = await StartAsync("Api", connectionString: database);
        await using var worker = await StartAsync("Worker", connectionString: database);

        var ended = await api.RunAsync(TestJobs.Classifier());

        Assert.Equal((JobStatus.Succeeded, 1), (ended.Status, ended.Attempt));
        Assert.Empty(api.Get<WorkerRoster>().List());
        var only = Assert.Single(await api.Get<WorkerDirectory>().ListAsync(Token));
        Assert.Equal((HostRole.Worker, Environment.MachineName), (only.Role, only.Host));
    }

    [Fact]
    public async Task Rows_in_PostgreSQL_leave_the_model_that_rows_in_SQLite_leave()
    {
        var database = await SharedPostgres.NewDatabaseAsync();
        string digest;
        await using (var host = await StartAsync(connectionString: database))
        {
            digest = await host.DigestAsync(await host.RunAsync(TestJobs.Classifier(epochs: 2)));
        }

        var folder = Directory.CreateTempSubdirectory("clearsight-").FullName;
        await using (var own = await WorkersHost.StartAsync(folder))
        {
            Assert.Equal(digest, await own.DigestAsync(await own.RunAsync(TestJobs.Classifier(epochs: 2))));
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_job_whose_worker_was_lost_goes_to_another_while_that_one_runs()
    {
        var database = await SharedPostgres.NewDatabaseAsync();
        await using var host = await StartAsync(connectionString: database);
        var job = TestJobs.Classifier();
        await host.Get<IWorkerTable>().RenewAsync([State("lost/1", job.Id)], TimeSpan.FromSeconds(2), Token);
        await host.Store.AddAsync(job, Token);
        await host.Store.UpdateAsync(job.Id, row => row.Start("lost/1", Now), null, Token);

        var ended = await host.WaitAsync(job.Id, row => row.Status.IsFinished());

        Assert.Equal((JobStatus.Succeeded, 2), (ended.Status, ended.Attempt));
        Assert.Contains("The worker was lost; the job is queued now.", await host.LogAsync(job.Id), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_starts_leaves_the_jobs_of_the_others_alone()
    {
        var database = await SharedPostgres.NewDatabaseAsync();
        var held = TestJobs.Classifier();
        await using (var api = await StartAsync("Api", connectionString: database))
        {
            await api.Get<IWorkerTable>().RenewAsync([State("other/1", held.Id)], Lease, Token);
            await api.Store.AddAsync(held, Token);
            await api.Store.UpdateAsync(held.Id, row => row.Start("other/1", Now), null, Token);
        }

        await using var host = await StartAsync(connectionString: database);
        await host.RunAsync(TestJobs.Classifier());

        var row = (await host.Store.FindAsync(held.Id, Token))!;
        Assert.Equal((JobStatus.Running, 1, "other/1"), (row.Status, row.Attempt, row.Worker));
    }

    [Fact]
    public async Task A_host_that_stops_takes_its_workers_along_and_its_job_is_gone_on_with()
    {
        var database = await SharedPostgres.NewDatabaseAsync();
        var job = TestJobs.Classifier(epochs: 40);
        await using var api = await StartAsync("Api", connectionString: database);
        await using (var first = await StartAsync("Worker", connectionString: database))
        {
            await api.SendAsync(job);
            await api.WaitAsync(job.Id, row => row.Progress?.Epoch > 1);
        }

        Assert.Empty(await api.Get<WorkerDirectory>().ListAsync(Token));
        await using var second = await StartAsync("Worker", connectionString: database);
        var ended = await api.WaitAsync(job.Id, row => row.Status.IsFinished());

        Assert.Equal((JobStatus.Succeeded, 2), (ended.Status, ended.Attempt));
    }

    [Fact]
    public async Task A_worker_that_was_taken_for_lost_neither_ends_nor_fails_the_job_that_waits_for_another()
    {
        var database = await SharedPostgres.NewDatabaseAsync();
        await using var api = await StartAsync("Api", connectionString: database);
        await using var worker = await StartAsync("Worker", connectionString: database);
        var job = await api.SendAsync(TestJobs.Classifier(epochs: 40));
        await api.WaitAsync(job.Id, row => row.Progress?.Epoch > 1);

        // As a reconciler does it whose host did not hear of the worker for too long.
        await api.Store.UpdateAsync(job.Id, row => row.Release(Now), 1, Token);
        var ended = await api.WaitAsync(job.Id, row => row.Status.IsFinished());

        Assert.Equal((JobStatus.Succeeded, 2), (ended.Status, ended.Attempt));
    }

    private static WorkerState State(string name, string job) => new(name, "elsewhere", HostRole.Worker, "cpu", 1, job, Now);
}
