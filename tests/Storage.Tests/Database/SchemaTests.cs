using Clearsight.Storage.Database;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Clearsight.Storage.Tests.Database;

public sealed class SchemaTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_script_for_a_new_database_says_what_the_migrations_say()
    {
        await using var storage = await TestStorage.StartAsync();
        await using var db = storage.OpenDatabase();

        // If this fails, in src/Storage: dotnet ef migrations script --context ClearsightDbContext -o Database/Schema.sql
        Assert.Equal(db.GetService<IMigrator>().GenerateScript(), Schema.Script(), ignoreLineEndingDifferences: true);
    }

    /// <summary>The database of the first release, with rows in it that this program's later tables and columns meet.</summary>
    [Fact]
    public async Task A_database_of_the_first_migration_comes_to_this_programs_form_with_its_rows()
    {
        await using var storage = await TestStorage.StartAsync();
        var job = Samples.Job() with { Tags = new Dictionary<string, string> { ["why"] = "trial" } };
        await storage.Jobs.AddAsync(job, Token);
        await storage.Jobs.UpdateAsync(job.Id, row => row.Start("w/1", Samples.Noon), null, Token);
        await storage.Jobs.AppendMetricsAsync(job.Id, 1, [Samples.Metric("train/loss", 1, 0.5)], Token);
        await storage.Jobs.AppendLogAsync(job.Id, "information", "Epoch 1.", Token);
        var model = await storage.Models.RegisterAsync(Samples.Manifest(jobId: job.Id), Samples.TrainedFolder(storage), Token);
        await storage.Selections.SelectAsync(Domain.TaskKind.Denoise, model.Reference, "api", Token);
        await using (var db = storage.OpenDatabase())
        {
            var first = db.Database.GetMigrations().First();
            await db.GetService<IMigrator>().MigrateAsync(first, Token);
            Assert.Equal([first], await db.Database.GetAppliedMigrationsAsync(Token));
        }

        await storage.RestartAsync();

        var read = (await storage.Jobs.FindAsync(job.Id, Token))!;
        Assert.Equal((Domain.Jobs.JobStatus.Running, 1, "trial", null), (read.Status, read.Attempt, read.Tags["why"], read.Parent));
        Assert.Empty(read.Parts);
        Assert.Equal(0.5, Assert.Single(await storage.Jobs.MetricsAsync(job.Id, null, Token)).Value);
        Assert.Equal("Epoch 1.", Assert.Single(await storage.Jobs.LogAsync(job.Id, 0, 10, Token)).Message);
        Assert.Equal(2, (await storage.Jobs.EventsAsync(job.Id, 0, 10, Token)).Count(happened => happened.Kind == Domain.Jobs.JobEventKind.Status));
        Assert.Equal(model.Digest, (await storage.Models.FindAsync(model.Reference, Token))!.Digest);
        Assert.Equal(model.Reference, (await storage.Selections.FindAsync(Domain.TaskKind.Denoise, Token))!.Model);
        await using var upgraded = storage.OpenDatabase();
        Assert.Equal(upgraded.Database.GetMigrations(), await upgraded.Database.GetAppliedMigrationsAsync(Token));
    }

    [Fact]
    public async Task A_host_that_died_before_it_made_the_first_table_does_not_hold_up_the_next()
    {
        await using var storage = await TestStorage.StartAsync();

        await storage.RestartAsync(layout =>
        {
            File.Delete(layout.DatabaseFile);
            using var connection = new SqliteConnection($"Data Source={layout.DatabaseFile};Pooling=False");
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "CREATE TABLE __EFMigrationsHistory (MigrationId TEXT NOT NULL PRIMARY KEY, ProductVersion TEXT NOT NULL)";
            command.ExecuteNonQuery();
        });

        await storage.Jobs.AddAsync(Samples.Job(), Token);
    }
}
