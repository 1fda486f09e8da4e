using System.Diagnostics;
using Clearsight.Domain;
using Clearsight.Domain.Models;
using Clearsight.Serving.Models;

namespace Clearsight.Serving.Telemetry;

/// <summary>The name that this project measures and traces under, and what its measurements are told apart by.</summary>
/// <remarks>
/// Labels stay few: a model goes by its name, without the version, so that a name keeps its series over all its versions,
/// and only by one that was loaded. Nothing that a client makes up as it likes ever becomes a label.
/// </remarks>
public static class ServingTelemetry
{
    public const string Name = "Clearsight.Serving";

    private const string TaskKey = "clearsight.task";
    private const string ModelKey = "clearsight.model.name";
    private const string VersionKey = "clearsight.model.version";

    internal static readonly ActivitySource Spans = new(Name);

    /// <summary>Made once and kept by whoever records with them: a request allocates none.</summary>
    internal static KeyValuePair<string, object?>[] Tags(ModelVersion model) =>
        [Tag(model.Manifest.Task), new(ModelKey, model.Reference.Name)];

    /// <summary>With the version: only for what there is one of at a time.</summary>
    internal static KeyValuePair<string, object?>[] VersionTags(ModelVersion model) => [.. Tags(model), new(VersionKey, model.Version)];

    internal static KeyValuePair<string, object?> Tag(TaskKind task) => new(TaskKey, task.ToName());

    /// <summary>The span of preparing the pixels and running the network; null where nobody traces.</summary>
    internal static Activity? StartInfer(ServedModel model, int images)
    {
        var span = Spans.StartActivity("infer");
        if (span is { IsAllDataRequested: true })
        {
            foreach (var (key, value) in VersionTags(model.Version))
            {
                span.SetTag(key, value);
            }

            span.SetTag("clearsight.inference.batch.size", images);
        }

        return span;
    }
}
