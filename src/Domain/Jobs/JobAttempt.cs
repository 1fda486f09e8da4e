namespace Clearsight.Domain.Jobs;

/// <summary>
/// One attempt at a job: the fencing token. What is written for it is written only while the job is on that attempt and its
/// worker holds it, so that a worker that was taken for lost and comes back writes nothing.
/// </summary>
public sealed record JobAttempt(string JobId, int Number);
