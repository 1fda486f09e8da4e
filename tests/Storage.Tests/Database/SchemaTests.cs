using Clearsight.Storage.Database;
using Microsoft.Data.Sqlite;
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

        // If this fails, in src/Storage: dotnet ef migrations script -o Database/Schema.sql
        Assert.Equal(db.GetService<IMigrator>().GenerateScript(), Schema.Script(), ignoreLineEndingDifferences: true);
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
