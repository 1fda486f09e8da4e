using Clearsight.Domain;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Clearsight.Storage.Tests;

public sealed class StorageHostTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_second_host_on_the_same_directory_does_not_start()
    {
        await using var first = await TestStorage.StartAsync();

        var refused = await Assert.ThrowsAsync<StartupException>(() => TestStorage.StartAsync(first.Directory));

        Assert.Contains(first.Directory, refused.Message, StringComparison.Ordinal);
        await first.Jobs.AddAsync(Samples.Job(), Token);
        await first.RestartAsync();
    }

    [Fact]
    public async Task Two_directories_with_one_database_do_not_go_together()
    {
        await using var first = await TestStorage.StartAsync();
        var elsewhere = Path.Combine(first.Directory, "elsewhere", "clearsight.db");
        await using var second = await TestStorage.StartAsync(connectionString: $"Data Source={elsewhere}");

        await Assert.ThrowsAsync<StartupException>(() => TestStorage.StartAsync(connectionString: $"Data Source={elsewhere}"));

        Assert.True(File.Exists(elsewhere));
        Assert.False(File.Exists(second.Layout.DatabaseFile));
    }

    [Fact]
    public async Task A_directory_that_cannot_be_written_is_named()
    {
        var file = Path.GetTempFileName();
        try
        {
            var refused = await Assert.ThrowsAsync<StartupException>(() => TestStorage.StartAsync(Path.Combine(file, "storage")));
            Assert.Contains("Storage:Directory", refused.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task A_database_of_a_newer_program_is_left_alone()
    {
        await using var storage = await TestStorage.StartAsync();
        await using (var db = storage.OpenDatabase())
        {
            await db.Database.ExecuteSqlRawAsync(
                "INSERT INTO __EFMigrationsHistory (MigrationId, ProductVersion) VALUES ('29990101000000_Later', '99.0.0')", Token);
        }

        var refused = await Assert.ThrowsAsync<StartupException>(() => storage.RestartAsync());

        Assert.Contains("newer version", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_died_while_it_migrated_does_not_hold_up_the_next()
    {
        await using var storage = await TestStorage.StartAsync();
        await using (var db = storage.OpenDatabase())
        {
            await db.Database.ExecuteSqlRawAsync(
                """
                CREATE TABLE IF NOT EXISTS "__EFMigrationsLock" ("Id" INTEGER NOT NULL CONSTRAINT "PK___EFMigrationsLock" PRIMARY KEY, "Timestamp" TEXT NOT NULL);
                INSERT INTO "__EFMigrationsLock" ("Id", "Timestamp") VALUES (1, '2026-03-01 12:00:00');
                """,
                Token);
        }

        await storage.RestartAsync().WaitAsync(TimeSpan.FromMinutes(1), Token);

        Assert.Empty((await storage.Models.ListAsync(new(), Token)).Items);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_left_alone()
    {
        await using var storage = await TestStorage.StartAsync();
        var text = new string('x', 8192);

        await Assert.ThrowsAsync<StartupException>(() => storage.RestartAsync(layout => File.WriteAllText(layout.DatabaseFile, text)));

        Assert.Equal(text, await File.ReadAllTextAsync(storage.Layout.DatabaseFile, Token));
    }

    [Theory]
    [InlineData("Nonsense")]
    [InlineData("Data Source=:memory:")]
    public async Task A_connection_string_that_names_no_file_is_refused(string connectionString)
    {
        await Assert.ThrowsAsync<StartupException>(() => TestStorage.StartAsync(connectionString: connectionString));
    }

    [Fact]
    public async Task The_database_has_a_write_ahead_log_foreign_keys_and_patience()
    {
        await using var storage = await TestStorage.StartAsync();
        await using var db = storage.OpenDatabase();
        await db.Database.OpenConnectionAsync(Token);

        Assert.Equal("wal", await ScalarAsync("PRAGMA journal_mode"));
        Assert.Equal(1L, await ScalarAsync("PRAGMA foreign_keys"));
        Assert.Equal(10_000L, await ScalarAsync("PRAGMA busy_timeout"));
        // 2 is FULL: a job that was accepted outlives a power cut.
        Assert.Equal(2L, await ScalarAsync("PRAGMA synchronous"));

        async Task<object?> ScalarAsync(string text)
        {
            await using var command = new SqliteCommand(text, (SqliteConnection)db.Database.GetDbConnection());
            return await command.ExecuteScalarAsync(Token);
        }
    }

    [Fact]
    public async Task The_migrations_say_what_the_model_says()
    {
        await using var storage = await TestStorage.StartAsync();
        await using var db = storage.OpenDatabase();

        Assert.False(db.Database.HasPendingModelChanges());
    }

    [Fact]
    public async Task A_stopped_host_leaves_one_whole_database_file()
    {
        await using var storage = await TestStorage.StartAsync();
        await storage.Jobs.AddAsync(Samples.Job(), Token);

        await storage.RestartAsync(layout => Assert.False(File.Exists(layout.DatabaseFile + "-wal")));
    }
}
