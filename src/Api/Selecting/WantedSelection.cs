using Clearsight.Api.Contracts;
using Clearsight.Domain;
using Clearsight.Domain.Models;

namespace Clearsight.Api.Selecting;

/// <summary>What a request asks to change about a task, by its words alone: whether the versions exist is for others to say.</summary>
/// <param name="Gate">For the model; never without one.</param>
internal sealed record WantedSelection(ModelReference? Model, SelectionGate? Gate, ModelReference? Shadow, double? Share, bool EndsShadow)
{
    /// <exception cref="InvalidRequestException">Anything in it is not allowed; all of it is told.</exception>
    public static WantedSelection Of(TaskKind task, SelectRequest request)
    {
        var violations = new List<Violation>();
        var model = Reference(request.Model, "model", violations);
        var shadow = Reference(request.Shadow, "shadow", violations);
        if (request is { Model: null, Shadow: null, EndsShadow: false, Share: null, Gate: null })
        {
            violations.Add(new("", "Nothing is to change: name the 'model' to select, a 'shadow' to run beside it (null ends one), or the shadow's 'share'."));
        }

        if (request.Share is { } share && !(share is >= 0 and <= 1))
        {
            violations.Add(new("/share", "share must lie within 0 and 1: the part of the requests that the shadow is shown."));
        }
        else if (request is { Share: not null, EndsShadow: true })
        {
            violations.Add(new("/share", "A shadow that ends has no share; leave share out, or name a shadow."));
        }

        if (request is { Gate: not null, Model: null })
        {
            violations.Add(new("/gate", "A gate judges the version that is to be selected; name it in 'model'."));
        }

        var gate = request.Gate is null ? null : GateOf(task, request.Gate, violations);
        return violations.Count == 0
            ? new WantedSelection(model, gate, shadow, request.Share, request.EndsShadow)
            : throw new InvalidRequestException(violations);
    }

    private static ModelReference? Reference(string? name, string field, List<Violation> violations)
    {
        if (name is not null && !ModelReference.TryParse(name, out _))
        {
            violations.Add(new($"/{field}", $"{field} must be 'name' or 'name:version', where the name has {Naming.Rule}."));
        }

        return ModelReference.TryParse(name, out var reference) ? reference : null;
    }

    private static SelectionGate? GateOf(TaskKind task, GateRequest request, List<Violation> violations)
    {
        var metric = GateMetric.Find(request.Metric);
        if (metric?.Task != task)
        {
            violations.Add(new("/gate/metric", metric is null
                ? $"There is no metric '{request.Metric}'; for {task.ToName()} there are {GateMetric.NamesOf(task)}."
                : $"'{metric.Name}' is measured of models that {metric.Task.ToName()}; for {task.ToName()} there are {GateMetric.NamesOf(task)}."));
            metric = null;
        }

        var compares = request.NotWorseThanSelected == true;
        if (compares == request.AtLeast is not null)
        {
            violations.Add(new("/gate", "A gate has either 'atLeast', a value to come up to, or 'notWorseThanSelected': true."));
        }

        if (metric is not null && request.AtLeast is { } value && !(value >= metric.Lowest && value <= metric.Highest))
        {
            violations.Add(new("/gate/atLeast", $"{metric.Name} lies within {metric.Lowest} and {metric.Highest}; so must atLeast."));
        }

        if (request.Tolerance is not null && !compares)
        {
            violations.Add(new("/gate/tolerance", "A tolerance goes with 'notWorseThanSelected': true; leave it out beside 'atLeast'."));
        }
        else if (metric is not null && request.Tolerance is { } tolerance && !(tolerance >= 0 && tolerance <= metric.Highest - metric.Lowest))
        {
            violations.Add(new("/gate/tolerance", $"tolerance must lie within 0 and {metric.Highest - metric.Lowest}: how much worse is still well, in the unit of {metric.Name}."));
        }

        return metric is null ? null : new SelectionGate(metric, request.AtLeast, request.Tolerance ?? 0);
    }
}
