using System.ComponentModel.DataAnnotations;

namespace Clearsight.Workers;

/// <summary>The section <c>Retention</c>: how long what is finished is kept. 0 keeps it until somebody deletes it.</summary>
public sealed class RetentionOptions
{
    public const string Section = "Retention";

    /// <summary>Days after its end for which a job can be looked at, and a failed or canceled one tried again. Jobs that models came of stay as long as these.</summary>
    [Range(0, 36_500, ErrorMessage = "Retention:JobDays must be from 0 to 36500.")]
    public int JobDays { get; set; }

    /// <summary>Days after its end for which a job's checkpoints are kept, which are several times as large as its model.</summary>
    [Range(0, 36_500, ErrorMessage = "Retention:CheckpointDays must be from 0 to 36500.")]
    public int CheckpointDays { get; set; } = 30;
}
