using System.Globalization;
using Clearsight.Benchmarks.Jobs;
using Clearsight.Postgres;

var options = JobsOptions.Parse(args);
if (options.Postgres && !PostgresServer.IsInstalled)
{
    await Console.Error.WriteLineAsync(PostgresServer.Missing);
    return 1;
}

await using var place = await Place.CreateAsync(options.Postgres);
Console.WriteLine($"{(options.Postgres ? "PostgreSQL" : "SQLite")}, {Environment.ProcessorCount} cores, {options.Connections} connections");
await new QueueVisit(place, options, TimeProvider.System, Tell).RunAsync(CancellationToken.None);
await new MetricsVisit(place, options, TimeProvider.System, Tell).RunAsync(CancellationToken.None);
return 0;

static void Tell(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
