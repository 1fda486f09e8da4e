using System.ComponentModel;
using Clearsight.Api.Contracts;
using Clearsight.Api.Documentation;
using Clearsight.Api.Jobs;
using Clearsight.Api.Problems;
using Clearsight.Domain;
using Clearsight.Domain.Jobs;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Clearsight.Api.Endpoints;

/// <summary>Training jobs themselves; what they leave behind is at <see cref="JobTraceEndpoints"/>.</summary>
internal static class JobEndpoints
{
    private const int BodyBytes = 64 * 1024;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/jobs").WithTags("Jobs");
        group.MapPost("/", CreateAsync).WithName("CreateJob")
            .WithSummary("Takes a training job, or a report of several, in.")
            .WithDescription("Answers 202 when the job waits for a worker, or 200 with what it would train when `dryRun` is true. "
                + "The recipe `report` makes a job with three parts, jobs as any other: a denoiser, then a classifier, then a classifier on that denoiser's encoder. "
                + "At its end it compares them, and has the comparison as its artifacts. Pausing, resuming, canceling and retrying it does so with its parts. "
                + "Of the waiting jobs those of the highest `priority` start first; one with `notBefore` waits for its time, as `queued`, and can be canceled meanwhile. "
                + "With an `Idempotency-Key` the same request is taken in once only within 24 hours, and gets the first answer again.")
            .WithMetadata(new RequestSizeLimitAttribute(BodyBytes))
            .Fails(400, 409, 413, 415, 422)
            .WithRequestExample("""{ "recipe": "fashion-transfer", "hyperparameters": { "epochs": 1, "seed": 7 }, "baseModel": "mnist-denoiser:1", "priority": "low", "notBefore": "2026-01-31T22:00:00Z", "tags": { "why": "trial" } }""")
            .WithResponseExample(PlanExample, StatusCodes.Status200OK)
            .WithResponseExample(Example, StatusCodes.Status202Accepted);
        group.MapGet("/", ListAsync).WithName("ListJobs")
            .WithSummary("Training jobs, newest first.")
            .Fails(422)
            .WithResponseExample($$"""{ "items": [{{Example}}], "nextCursor": null }""");
        group.MapGet("/{id}", GetAsync).WithName("GetJob")
            .WithSummary("A training job: how far it is, how good, and what it left.")
            .Fails(404)
            .WithResponseExample(Example);
        group.MapDelete("/{id}", DeleteAsync).WithName("DeleteJob")
            .WithSummary("Removes a finished job with its metrics, log and checkpoints; a report with its parts and pages.")
            .WithDescription("Refused while a model version that it or one of its parts made exists, or an unfinished job comes after it. A part goes with its report only.")
            .Fails(404, 409);
        group.MapPost("/{id}/cancel", CancelAsync).WithName("CancelJob")
            .WithSummary("Ends a job. One that runs ends within a mini-batch or a second.")
            .Fails(404, 409)
            .WithResponseExample(Example);
        group.MapPost("/{id}/pause", PauseAsync).WithName("PauseJob")
            .WithSummary("Pauses a job. One that runs leaves a checkpoint first.")
            .Fails(404, 409)
            .WithResponseExample(Example);
        group.MapPost("/{id}/resume", ResumeAsync).WithName("ResumeJob")
            .WithSummary("Puts a paused job back into the queue; it goes on from its checkpoint.")
            .Fails(404, 409)
            .WithResponseExample(Example);
        group.MapPost("/{id}/retry", RetryAsync).WithName("RetryJob")
            .WithSummary("Puts a failed or canceled job back into the queue; it goes on from its last checkpoint.")
            .Fails(404, 409)
            .WithResponseExample(Example);
    }

    /// <param name="dryRun">Check the request and estimate the duration, but train nothing.</param>
    internal static async Task<Results<Accepted<JobDetails>, Ok<JobPlan>>> CreateAsync(
        JobRequest request,
        DryRuns dryRuns,
        JobCreation creation,
        CancellationToken cancellationToken,
        bool dryRun = false,
        [FromHeader(Name = "Idempotency-Key"), Description("Any text of the client's own, new for each new request.")] string? idempotencyKey = null)
    {
        if (dryRun)
        {
            return TypedResults.Ok(await dryRuns.PlanAsync(request, cancellationToken));
        }

        return Accepted(await creation.CreateAsync(request, idempotencyKey, cancellationToken));
    }

    private static async Task<Ok<ListPage<JobDetails>>> ListAsync(
        [AsParameters] JobListQuery query, [AsParameters] PageQuery page, IJobStore store, CancellationToken cancellationToken)
    {
        var check = new RequestCheck();
        var (filter, wanted) = (check.Read(query.ToFilter), check.Read(page.ToRequest));
        check.Demand();
        var jobs = await store.ListAsync(filter, wanted, cancellationToken);
        return TypedResults.Ok(jobs.To(JobDetails.Of));
    }

    /// <param name="id">The job's id.</param>
    internal static async Task<Ok<JobDetails>> GetAsync(string id, IJobStore store, CancellationToken cancellationToken) =>
        TypedResults.Ok(JobDetails.Of(await FindAsync(store, id, cancellationToken)));

    /// <param name="id">The job's id.</param>
    internal static async Task<NoContent> DeleteAsync(string id, IJobStore store, CancellationToken cancellationToken)
    {
        await store.DeleteAsync(id, cancellationToken);
        return TypedResults.NoContent();
    }

    /// <param name="id">The job's id.</param>
    internal static async Task<Accepted<JobDetails>> CancelAsync(string id, JobChanges changes, CancellationToken cancellationToken) =>
        Accepted(JobDetails.Of(await changes.CancelAsync(id, cancellationToken)));

    /// <param name="id">The job's id.</param>
    internal static async Task<Accepted<JobDetails>> PauseAsync(string id, JobChanges changes, CancellationToken cancellationToken) =>
        Accepted(JobDetails.Of(await changes.PauseAsync(id, cancellationToken)));

    /// <param name="id">The job's id.</param>
    internal static async Task<Accepted<JobDetails>> ResumeAsync(string id, JobChanges changes, CancellationToken cancellationToken) =>
        Accepted(JobDetails.Of(await changes.ResumeAsync(id, cancellationToken)));

    /// <param name="id">The job's id.</param>
    internal static async Task<Accepted<JobDetails>> RetryAsync(string id, JobChanges changes, CancellationToken cancellationToken) =>
        Accepted(JobDetails.Of(await changes.RetryAsync(id, cancellationToken)));

    /// <exception cref="NotFoundException">There is no such job.</exception>
    internal static async Task<TrainingJob> FindAsync(IJobStore store, string id, CancellationToken cancellationToken) =>
        await store.FindAsync(id, cancellationToken) ?? throw new NotFoundException($"There is no job '{id}'.");

    private static Accepted<JobDetails> Accepted(JobDetails job) => TypedResults.Accepted(job.Links.Self, job);

    private const string Example = """
        {
          "id": "0198f3a1c2d47e5f8a9b0c1d2e3f4a5b",
          "recipe": "fashion-classifier",
          "task": "classify",
          "network": "fashion-cnn",
          "status": "running",
          "createdAt": "2026-01-31T12:00:00+00:00",
          "startedAt": "2026-01-31T12:00:01+00:00",
          "finishedAt": null,
          "attempt": 1,
          "hyperparameters": { "epochs": 15, "batchSize": 128, "learningRate": 0.003, "seed": 1 },
          "dataset": "fashion-mnist",
          "baseModel": null,
          "modelName": "fashion-classifier",
          "select": "ifBetter",
          "priority": "normal",
          "notBefore": null,
          "after": null,
          "parent": null,
          "parts": [],
          "pauseRequested": false,
          "progress": { "epoch": 4, "epochs": 15, "step": 1519, "steps": 6330, "etaSeconds": 302.7, "imagesPerSecond": 2034.5, "trainLoss": 0.309, "trainAccuracy": 0.888, "fraction": 0.24 },
          "metrics": { "train/loss": 0.321, "validation/loss": 0.298, "validation/accuracy": 0.893 },
          "best": { "epoch": 3, "metric": "validation/loss", "value": 0.298 },
          "stoppedEarly": false,
          "model": null,
          "problem": null,
          "tags": { "why": "trial" },
          "links": {
            "self": "/jobs/0198f3a1c2d47e5f8a9b0c1d2e3f4a5b",
            "metrics": "/jobs/0198f3a1c2d47e5f8a9b0c1d2e3f4a5b/metrics",
            "events": "/jobs/0198f3a1c2d47e5f8a9b0c1d2e3f4a5b/events",
            "logs": "/jobs/0198f3a1c2d47e5f8a9b0c1d2e3f4a5b/logs",
            "checkpoints": "/jobs/0198f3a1c2d47e5f8a9b0c1d2e3f4a5b/checkpoints",
            "artifacts": "/jobs/0198f3a1c2d47e5f8a9b0c1d2e3f4a5b/artifacts"
          }
        }
        """;

    private const string PlanExample = """
        {
          "recipe": "fashion-transfer",
          "task": "classify",
          "network": "mirrored-encoder-classifier",
          "hyperparameters": { "epochs": 1, "batchSize": 128, "learningRate": 0.003, "seed": 7 },
          "dataset": "fashion-mnist",
          "baseModel": { "name": "mnist-denoiser", "version": 1 },
          "modelName": "fashion-transfer",
          "select": "ifBetter",
          "priority": "low",
          "notBefore": "2026-01-31T22:00:00+00:00",
          "after": null,
          "tags": { "why": "trial" },
          "expectedSeconds": 20.5,
          "parts": []
        }
        """;
}
