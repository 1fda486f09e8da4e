// How many images a second the service's training takes in, beside the same networks written straight down in TorchSharp
// and in PyTorch, and beside what the machine can multiply at all:
//
//     dotnet run --project benchmarks/Training -c Release [-- --rounds 5 --seconds 3 --network fashion-cnn | --quick]
//
// Every contestant is a process of its own that waits while it is not its turn; the table goes to standard output.
using Clearsight.Benchmarks.Training;
using Clearsight.Benchmarks.Training.Contestants;
using Clearsight.Benchmarks.Training.Report;

if (args is [Contestant.Verb, var name])
{
    return ContestantCatalog.Serve(name);
}

if (BenchmarkOptions.Parse(args) is not { } options)
{
    await Console.Error.WriteLineAsync(BenchmarkOptions.Usage);
    return 1;
}

var measurements = await Benchmark.RunAsync(options, TimeProvider.System);
await Console.Out.WriteAsync(MarkdownReport.Of(measurements));
return 0;
