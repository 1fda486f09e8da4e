using System.Globalization;
using Clearsight.Chaos;
using Clearsight.Postgres;

var options = ChaosOptions.Parse(args);
if (options.Postgres && !PostgresServer.IsInstalled)
{
    await Console.Error.WriteLineAsync(PostgresServer.Missing);
    return 1;
}

var time = TimeProvider.System;
var start = time.GetTimestamp();
var problems = await new Experiment(options, time, Tell).RunAsync(CancellationToken.None);
foreach (var problem in problems)
{
    Tell(problem);
}

Tell(problems.Count == 0
    ? $"{options.Jobs} jobs, {options.Kills} kills: every job ended once, all digests are those of the uninterrupted ones."
    : $"{problems.Count} things went wrong.");
return problems.Count == 0 ? 0 : 1;

void Tell(string what) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{time.GetElapsedTime(start).TotalSeconds,7:0.0} s  {what}"));
