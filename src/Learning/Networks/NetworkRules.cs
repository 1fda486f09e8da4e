using Clearsight.Domain;
using Clearsight.Domain.Models;

namespace Clearsight.Learning.Networks;

/// <summary>Where a manifest that was written elsewhere says something else of its network than the network is. Needs no libtorch.</summary>
public static class NetworkRules
{
    /// <summary>Everything that is wrong, with pointers from the manifest's own root.</summary>
    public static IReadOnlyList<Violation> Violations(ModelManifest manifest)
    {
        if (!NetworkCatalog.Ids.Contains(manifest.Network))
        {
            return [new Violation("/network", $"There is no such network here; there are: {string.Join(", ", NetworkCatalog.Ids)}. A later version of this program may have it.")];
        }

        // How many there may be is another rule's; here no more than that are computed with.
        var network = NetworkCatalog.Create(manifest.Network, Math.Clamp(manifest.Classes.Count, 1, ManifestRules.MostClasses));
        var violations = new List<Violation>();
        Require(manifest.Task == network.Task, "/task", $"The network {network.Id} is for {network.Task.ToName()}.");
        Require(Equal(manifest.InputShape, network.InputShape), "/inputShape", $"The network {network.Id} takes {Shape(network.InputShape)}.");
        Require(
            Equal(manifest.OutputShape, network.OutputShape), "/outputShape",
            $"The network {network.Id} answers {Shape(network.OutputShape)}{(network.Task == TaskKind.Classify ? $" where there are {manifest.Classes.Count} classes" : "")}.");
        Require(manifest.ParameterCount == network.ParameterCount, "/parameterCount", $"The network {network.Id} has {network.ParameterCount} parameters{(network.Task == TaskKind.Classify ? $" where there are {manifest.Classes.Count} classes" : "")}.");
        Require(
            manifest.SignalRanges.Count == 0 || manifest.SignalRanges.Count == network.QuantizedSignals, "/signalRanges",
            $"The network {network.Id} has {network.QuantizedSignals} signals with a range: there are that many or none.");
        return violations;

        void Require(bool holds, string pointer, string sentence)
        {
            if (!holds)
            {
                violations.Add(new Violation(pointer, sentence));
            }
        }
    }

    private static bool Equal(IReadOnlyList<int> given, IReadOnlyList<int> right) => given.SequenceEqual(right);

    private static string Shape(IReadOnlyList<int> shape) => $"[{string.Join(", ", shape)}]";
}
