using System.Globalization;
using Clearsight.Benchmarks.Training.Contestants;
using Clearsight.Benchmarks.Training.Report;
using Clearsight.Domain.Recipes;

namespace Clearsight.Benchmarks.Training;

/// <summary>
/// Rounds in which everybody has a turn at everything, so that whatever slows the machine down for a while meets all
/// contestants alike, and ratios are taken within a round.
/// </summary>
internal static class Benchmark
{
    // Long enough for the caches and the allocator; the first visit of all builds the network as well.
    private const double WarmUpSeconds = 0.5;

    // The ceiling is steadier than a training.
    private const double CeilingShare = 0.3;

    public static async Task<Measurements> RunAsync(BenchmarkOptions options, TimeProvider time)
    {
        Recipe[] recipes = [.. RecipeCatalog.All.Where(recipe => NominalWork.IsKnown(recipe.Network) && recipe.Network == (options.Network ?? recipe.Network))];
        await using var ceiling = await ContestantCatalog.StartAsync(ContestantCatalog.Ceiling);
        await using var own = await ContestantCatalog.StartAsync(ContestantCatalog.Own);
        await using var straight = await ContestantCatalog.StartAsync(ContestantCatalog.Straight);
        await using var pyTorch = await ContestantCatalog.StartPyTorchAsync();
        Contestant[] contestants = pyTorch is null ? [own, straight] : [own, straight, pyTorch];

        var load = new ForeignLoad(time, [ceiling.Process, .. contestants.Select(contestant => contestant.Process)]);
        await RoundAsync("Warm-up", WarmUpSeconds, 0);
        var rounds = new List<Round>();
        for (var round = 1; round <= options.Rounds; round++)
        {
            rounds.Add(await RoundAsync(string.Create(CultureInfo.InvariantCulture, $"Round {round} of {options.Rounds}"), options.Seconds, round));
        }

        return new Measurements(
            options,
            recipes,
            [.. contestants.Select(contestant => contestant.Name)],
            [.. contestants.Select(contestant => contestant.KernelShare())],
            ceiling.Name,
            rounds,
            load.Describe(),
            await PeakMemoryAsync(recipes));

        async Task<Round> RoundAsync(string title, double seconds, int rotation)
        {
            await Console.Error.WriteLineAsync(title);
            var round = new Round();
            foreach (var operation in Enum.GetValues<CeilingOperation>())
            {
                round.Ceilings[operation] = await ceiling.AskAsync(new CeilingVisit(operation, seconds * CeilingShare));
            }

            foreach (var recipe in recipes)
            {
                for (var turn = 0; turn < contestants.Length; turn++)
                {
                    var contestant = contestants[(turn + rotation) % contestants.Length];
                    round.ImagesPerSecond[(recipe.Id, contestant.Name)] =
                        await contestant.AskAsync(new Visit(recipe.Network, recipe.Defaults, seconds));
                }
            }

            return round;
        }
    }

    /// <summary>Of a process that has done nothing else than to train the denoiser in its largest mini-batches.</summary>
    private static async Task<PeakMemory?> PeakMemoryAsync(IEnumerable<Recipe> recipes)
    {
        if (recipes.Where(recipe => recipe.Network == NetworkIds.DenoisingAutoencoder).MaxBy(recipe => recipe.Defaults.BatchSize) is not { } recipe)
        {
            return null;
        }

        await using var own = await ContestantCatalog.StartAsync(ContestantCatalog.Own);
        await own.AskAsync(new Visit(recipe.Network, recipe.Defaults, Seconds: 5));
        return new PeakMemory(recipe, own.PeakMemory());
    }
}
