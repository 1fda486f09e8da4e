using Clearsight.Storage;
using Hangfire;
using Hangfire.InMemory;
using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;

namespace Clearsight.Workers;

/// <summary>Where Hangfire keeps its entries: in memory, or in the database that hosts share, in a schema of its own.</summary>
internal static class QueueStorage
{
    public static JobStorage Create(SharedDatabase? shared, WorkersOptions options) =>
        shared is null ? new InMemoryStorage() : Create(shared, options, prepareSchema: false);

    /// <param name="prepareSchema">Make the tables, at once; the database is not asked otherwise.</param>
    public static PostgreSqlStorage Create(SharedDatabase shared, WorkersOptions options, bool prepareSchema)
    {
        var storage = new PostgreSqlStorageOptions
        {
            SchemaName = "hangfire",
            PrepareSchemaIfNecessary = prepareSchema,
            // What goes wrong with the tables is to be heard of.
            AllowDegradedModeWithoutStorage = false,
            // A worker that lives says so again and again; the entry of one that does not goes to another, soon after its lease is out.
            UseSlidingInvisibilityTimeout = true,
            InvisibilityTimeout = TimeSpan.FromSeconds(options.LeaseSeconds * 1.5),
            QueuePollInterval = TimeSpan.FromSeconds(5),
            // A new entry wakes the workers at once.
            EnableLongPolling = true,
        };
        return new PostgreSqlStorage(new NpgsqlConnectionFactory(shared.ConnectionString, storage), storage);
    }
}
