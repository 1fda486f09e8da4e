namespace Clearsight.Domain;

/// <summary>What a model is asked to do; each task has one selected model version.</summary>
public enum TaskKind
{
    Denoise,
    Classify,
}

public static class TaskKinds
{
    public static readonly IReadOnlyList<TaskKind> All = [TaskKind.Denoise, TaskKind.Classify];

    /// <summary>The task's name on the wire: <c>denoise</c> or <c>classify</c>.</summary>
    public static string ToName(this TaskKind task) => task == TaskKind.Denoise ? "denoise" : "classify";

    public static bool TryParse(string? name, out TaskKind task)
    {
        task = name == "classify" ? TaskKind.Classify : TaskKind.Denoise;
        return name is "denoise" or "classify";
    }
}
