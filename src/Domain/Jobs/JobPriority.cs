namespace Clearsight.Domain.Jobs;

/// <summary>
/// Which of the waiting jobs a worker takes first. Jobs of one priority start in the order in which they came; one that runs is
/// left alone, whatever comes.
/// </summary>
public enum JobPriority
{
    Low,
    Normal,
    High,
}
