using Clearsight.Domain;
using Clearsight.Domain.Models;
using Clearsight.Serving.Models;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Clearsight.Api.Health;

/// <summary>
/// A model is loaded for every task that one is selected for. A task that nothing is selected for is no fault: a host
/// without models can train some. While the database is away, what is loaded goes on serving, and that is well.
/// </summary>
internal sealed class ModelsCheck(ISelectionStore selections, SelectedModels loaded) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var healthy = true;
        var parts = new List<string>();
        foreach (var task in TaskKinds.All)
        {
            var selected = await SelectedAsync(task, cancellationToken);
            // While a switch is under way the one before it still answers: that is well, too.
            var serving = loaded.Find(task)?.Reference;
            healthy &= serving is not null || selected is null;
            parts.Add($"{task.ToName()}: {(serving, selected) switch
            {
                (not null, _) => serving.ToString(),
                (null, not null) => $"{selected} is selected but not loaded",
                _ => "none selected",
            }}");
        }

        var detail = string.Join(", ", parts);
        return healthy ? HealthCheckResult.Healthy(detail) : HealthCheckResult.Unhealthy(detail);
    }

    /// <summary>Null, too, where it cannot be told: that the database does not answer is for its own check to say.</summary>
    private async Task<ModelReference?> SelectedAsync(TaskKind task, CancellationToken cancellationToken)
    {
        try
        {
            return (await selections.FindAsync(task, cancellationToken))?.Model;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return null;
        }
    }
}
