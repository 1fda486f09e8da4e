using Clearsight.Domain;
using Clearsight.Domain.Jobs;
using Clearsight.Domain.Models;

namespace Clearsight.Storage.Database;

/// <summary>A <see cref="TrainingJob"/>; the properties that no query looks into are JSON.</summary>
internal sealed class JobRow
{
    public required string Id { get; init; }
    public required string Recipe { get; set; }
    public TaskKind Task { get; set; }
    public required string Network { get; set; }
    public required string Dataset { get; set; }
    public required string Hyperparameters { get; set; }
    public string? BaseModelName { get; set; }
    public int? BaseModelVersion { get; set; }
    public required string TargetName { get; set; }
    public SelectionRule Select { get; set; }
    public JobPriority Priority { get; set; }
    public DateTimeOffset? NotBefore { get; set; }
    public string? After { get; set; }

    /// <summary>The report that it is a part of.</summary>
    public string? Parent { get; set; }

    /// <summary>The ids of a report's parts, in order; null for a training.</summary>
    public string? Parts { get; set; }
    public List<JobTagRow> Tags { get; init; } = [];
    public JobStatus Status { get; set; }
    public bool PauseRequested { get; set; }
    public int Attempt { get; set; }
    public int Setbacks { get; set; }
    public string? Worker { get; set; }

    /// <summary>The worker of the newest attempt, kept when the job ends: its speed was measured there.</summary>
    public string? LastWorker { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset? StartedAt { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }
    public string? Progress { get; set; }
    public required string Metrics { get; set; }
    public string? Best { get; set; }
    public bool StoppedEarly { get; set; }
    public string? ModelName { get; set; }
    public int? ModelVersion { get; set; }
    public string? Problem { get; set; }

    /// <summary>The sequence number of the job's newest event.</summary>
    public long EventSequence { get; set; }

    /// <summary>Goes up with every write; a writer that read an older one starts again.</summary>
    public long RowVersion { get; set; }
}

internal sealed class JobTagRow
{
    public required string JobId { get; init; }
    public required string Key { get; init; }
    public required string Value { get; set; }
}

internal sealed class JobMetricRow
{
    public required string JobId { get; init; }
    public required string Key { get; init; }
    public int Epoch { get; init; }
    public long Step { get; init; }
    public double Value { get; set; }
    public DateTimeOffset At { get; set; }
}

internal sealed class JobEventRow
{
    public required string JobId { get; init; }
    public long Sequence { get; init; }
    public JobEventKind Kind { get; init; }

    /// <summary>The epoch of a metric, so that what a lost attempt wrote can be found.</summary>
    public int? Epoch { get; init; }
    public required string Payload { get; init; }
}

internal sealed class JobLogRow
{
    public long Sequence { get; init; }
    public required string JobId { get; init; }
    public DateTimeOffset At { get; init; }
    public required string Level { get; init; }
    public required string Message { get; init; }
}

/// <summary>The highest version number that a name ever had: it outlives the versions, so no number comes twice.</summary>
internal sealed class ModelNameRow
{
    public required string Name { get; init; }
    public int LastVersion { get; set; }
}

internal sealed class ModelVersionRow
{
    public required string Name { get; init; }
    public int Version { get; init; }
    public required string Digest { get; init; }
    public long SizeBytes { get; init; }
    public TaskKind Task { get; init; }
    public string? JobId { get; init; }
    public string? ParentName { get; init; }
    public int? ParentVersion { get; init; }
    public required string Files { get; init; }
    public required string Manifest { get; init; }
}

/// <summary>Weights that somebody deleted: a model that ships with the program and has these is not registered again.</summary>
internal sealed class DeletedModelRow
{
    public required string Name { get; init; }
    public required string Digest { get; init; }
}

internal sealed class SelectionRow
{
    public long Sequence { get; init; }
    public TaskKind Task { get; init; }
    public required string ModelName { get; init; }
    public int ModelVersion { get; init; }
    public DateTimeOffset Since { get; init; }
    public required string By { get; init; }

    /// <summary>The row that a rollback from this one goes to.</summary>
    public long? Previous { get; init; }

    /// <summary>The <see cref="GateResult"/> that it passed, as JSON.</summary>
    public string? Gate { get; init; }
}

/// <summary>The shadow that a task has now, if it has one.</summary>
internal sealed class ShadowRow
{
    public TaskKind Task { get; init; }
    public required string ModelName { get; set; }
    public int ModelVersion { get; set; }
    public double Share { get; set; }
    public DateTimeOffset Since { get; set; }
}

internal sealed class IdempotencyRow
{
    public required string Scope { get; init; }
    public required string Key { get; init; }
    public required string PayloadDigest { get; init; }

    /// <summary>The id that the request gives to what it creates.</summary>
    public required string ResourceId { get; init; }
    public string? Answer { get; set; }
    public DateTimeOffset StartedAt { get; set; }
}

/// <summary>A worker of one of the hosts that share the database. All times are the database's own.</summary>
internal sealed class WorkerRow
{
    public required string Name { get; init; }
    public required string Host { get; set; }
    public HostRole Role { get; set; }
    public required string Device { get; set; }
    public int Threads { get; set; }
    public string? CurrentJob { get; set; }
    public DateTimeOffset LastHeartbeat { get; set; }

    /// <summary>Until then the job that it is on is its own; after that it counts as lost.</summary>
    public DateTimeOffset LeaseUntil { get; set; }
}
