using System.Security.Cryptography;
using System.Text.Json;
using Clearsight.Api.Contracts;
using Clearsight.Domain;
using Clearsight.Domain.Jobs;
using Clearsight.Storage.Idempotency;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace Clearsight.Api.Jobs;

/// <summary>Takes a job in: the row first, then "go"; once only for each idempotency key.</summary>
internal sealed class JobCreation(
    JobPlanner planner,
    IJobStore store,
    IJobQueue queue,
    QueueGate gate,
    IdempotencyStore idempotency,
    IOptions<JsonOptions> json,
    TimeProvider time,
    ILogger<JobCreation> logger)
{
    private const string Scope = "POST /jobs";
    private const int MaximumKey = 255;

    /// <param name="idempotencyKey">The request's <c>Idempotency-Key</c>, if it has one.</param>
    /// <exception cref="InvalidRequestException">The request, or its key was used for another.</exception>
    /// <exception cref="ConflictException">A request with the key is still being answered.</exception>
    /// <exception cref="BusyException">As many jobs wait as may.</exception>
    public async Task<JobDetails> CreateAsync(JobRequest request, string? idempotencyKey, CancellationToken cancellationToken)
    {
        var id = NewId();
        if (idempotencyKey is null)
        {
            return await AddAsync(request, id, cancellationToken);
        }

        if (idempotencyKey.Length is 0 or > MaximumKey)
        {
            throw new InvalidRequestException("Idempotency-Key", $"An Idempotency-Key has 1 to {MaximumKey} characters.");
        }

        if (Digest(request) is not { } digest)
        {
            // Text that is none, which planning refuses: nothing comes of it that the key would have to keep from happening twice.
            await planner.PlanAsync(request, id, cancellationToken);
            throw new InvalidRequestException("/hyperparameters", "A text has half a surrogate pair, which is no character.");
        }

        var begun = await idempotency.BeginAsync(Scope, idempotencyKey, digest, id, cancellationToken);
        if (begun.Answer is not null)
        {
            return JsonSerializer.Deserialize<JobDetails>(begun.Answer, json.Value.SerializerOptions)
                ?? throw new InvalidDataException("A stored answer is null.");
        }

        var answer = await FirstAnswerAsync(request, idempotencyKey, begun.ResourceId, cancellationToken);
        await idempotency.CompleteAsync(
            Scope, idempotencyKey, JsonSerializer.Serialize(answer, json.Value.SerializerOptions), CancellationToken.None);
        return answer;
    }

    /// <summary>A new id for a job, 32 hexadecimal digits that sort by time.</summary>
    public string NewId() => TrainingJob.NewId(time.GetUtcNow());

    /// <returns>Null where the request cannot be written down: JSON allows half a surrogate pair in a text, its writer does not.</returns>
    private string? Digest(JobRequest request)
    {
        try
        {
            return Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(request, json.Value.SerializerOptions)));
        }
        catch (Exception exception) when (exception is InvalidOperationException or JsonException or ArgumentException)
        {
            return null;
        }
    }

    private async Task<JobDetails> FirstAnswerAsync(JobRequest request, string key, string id, CancellationToken cancellationToken)
    {
        // A host that died between row and answer leaves the row: the client's next try gets that one.
        if (await store.FindAsync(id, cancellationToken) is { } job)
        {
            return JobDetails.Of(job);
        }

        try
        {
            return await AddAsync(request, id, cancellationToken);
        }
        catch (DomainException)
        {
            // Refused, and nothing is left of it. After any other failure there may be a row, which the next request with the key finds.
            await idempotency.AbandonAsync(Scope, key, CancellationToken.None);
            throw;
        }
    }

    private async Task<JobDetails> AddAsync(JobRequest request, string id, CancellationToken cancellationToken)
    {
        var jobs = await planner.PlanAsync(request, id, cancellationToken);
        await gate.AdmitAsync(jobs.Count, cancellationToken);

        // No token from here: whether the client still listens must not decide whether a row that is written gets its "go".
        await store.AddAsync(jobs, CancellationToken.None);
        await GoAsync(jobs[0]);
        return JobDetails.Of(jobs[0]);
    }

    /// <summary>
    /// Says "go" for a job whose row says that it is queued. Never fails for the client: the row is written, and a
    /// reconciler says "go" for every queued one that has no entry.
    /// </summary>
    public async Task GoAsync(TrainingJob job)
    {
        try
        {
            await EnqueueAsync(job);
        }
        catch (Exception problem)
        {
            logger.LogWarning(problem, "Job {JobId} has no entry in the queue yet", job.Id);
        }
    }

    /// <summary>
    /// At its time, and unless it has to wait for another; then the worker does, when that has succeeded. A report goes on
    /// with the part that has not. No token: whether the client still listens must not decide it.
    /// </summary>
    private async Task EnqueueAsync(TrainingJob job)
    {
        if (job.IsReport && (await store.ReportAsync(job.Id, CancellationToken.None)).Current is { } part)
        {
            job = part;
        }

        // Read after the row was written: a job that succeeds in between is seen here, or sees the row.
        if (job.After is null || (await store.FindAsync(job.After, CancellationToken.None))?.Status == JobStatus.Succeeded)
        {
            await queue.EnqueueAsync(job);
        }
    }
}
