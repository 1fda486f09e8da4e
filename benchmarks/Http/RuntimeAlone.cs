using System.Globalization;

namespace Clearsight.Benchmarks.Http;

/// <summary>
/// ONNX Runtime in a process without a server: what the machine gives at best, and what putting waiting images together
/// into one run would be worth.
/// </summary>
internal static class RuntimeAlone
{
    public const string Verb = "alone";

    /// <summary>How the cores share the work: a single-threaded run a core, or one run on all cores.</summary>
    public static readonly IReadOnlyList<(string Name, int Images, bool AllCoresARun)> Ways =
    [
        ("1 image a run, a run a core", 1, false),
        ("8 images a run, a run a core", 8, false),
        ("64 images a run, a run a core", 64, false),
        ("1 image a run on all cores", 1, true),
        ("8 images a run on all cores", 8, true),
        ("64 images a run on all cores", 64, true),
    ];

    /// <summary>Writes a line for each way: images a second.</summary>
    public static void Run(string model, string seconds)
    {
        var visit = TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture));
        foreach (var (_, images, allCores) in Ways)
        {
            using var classifier = new ClassifierRun(model, allCores ? Environment.ProcessorCount : 1);
            Measure(classifier, images, allCores ? 1 : Environment.ProcessorCount, visit / 10);
            Console.WriteLine(Measure(classifier, images, allCores ? 1 : Environment.ProcessorCount, visit).ToString("R", CultureInfo.InvariantCulture));
        }
    }

    private static double Measure(ClassifierRun classifier, int images, int runs, TimeSpan visit)
    {
        var time = TimeProvider.System;
        var start = time.GetTimestamp();
        var done = new long[runs];
        var threads = Enumerable.Range(0, runs).Select(run => new Thread(() =>
        {
            while (time.GetElapsedTime(start) < visit)
            {
                classifier.Likeliest(images);
                done[run] += images;
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        return done.Sum() / time.GetElapsedTime(start).TotalSeconds;
    }
}
