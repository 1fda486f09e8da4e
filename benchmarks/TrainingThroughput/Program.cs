// How many images a second the training loop takes in, for each network at the mini-batch sizes of its recipes:
//
//     dotnet run --project benchmarks/TrainingThroughput -c Release [seconds a row]
//
// Random images on all cores: the content of an image does not change how long it takes. The mean and the standard
// deviation are over the loop's own reports, four a second, each of which covers up to the last five seconds; the first
// five seconds are warm-up. Nothing else should run on the machine.
using System.Globalization;
using Clearsight.Benchmarks.TrainingThroughput;
using Clearsight.Domain;
using Clearsight.Domain.Recipes;

var seconds = args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 30;
(TaskKind Task, string Network, int BatchSize)[] rows =
[
    (TaskKind.Denoise, NetworkIds.DenoisingAutoencoder, 2_048),
    (TaskKind.Denoise, NetworkIds.DenoisingAutoencoder, 128),
    (TaskKind.Classify, NetworkIds.FashionCnn, 256),
    (TaskKind.Classify, NetworkIds.FashionCnn, 128),
    (TaskKind.Classify, NetworkIds.EncoderClassifier, 256),
    (TaskKind.Classify, NetworkIds.EncoderClassifier, 128),
];

Console.WriteLine("| network | mini-batch | images/s |");
Console.WriteLine("| --- | --- | --- |");
foreach (var (task, network, batchSize) in rows)
{
    var (mean, deviation) = Throughput.Measure(task, network, batchSize, TimeSpan.FromSeconds(seconds));
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {network} | {batchSize} | {mean:0} ± {deviation:0} |"));
}
