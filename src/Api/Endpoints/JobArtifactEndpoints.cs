using Clearsight.Api.Contracts;
using Clearsight.Api.Documentation;
using Clearsight.Domain;
using Clearsight.Domain.Jobs;
using Clearsight.Storage.Jobs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Clearsight.Api.Endpoints;

/// <summary>The pages that a report ended with.</summary>
internal static class JobArtifactEndpoints
{
    private const string Html = "text/html";
    private const string Markdown = "text/markdown";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/jobs/{id}/artifacts").WithTags("Jobs");
        group.MapGet("/", ListAsync).WithName("ListJobArtifacts")
            .WithSummary("The pages that a report ended with; none of a training, or of a report that has not succeeded.")
            .Fails(404)
            .WithResponseExample("""
                {
                  "items": [{
                    "name": "report.html", "contentType": "text/html", "sizeBytes": 14216, "createdAt": "2026-01-31T12:40:30+00:00",
                    "href": "/jobs/0198f3a1c2d47e5f8a9b0c1d2e3f4a5b/artifacts/report.html"
                  }],
                  "nextCursor": null
                }
                """);
        group.MapGet("/{name}", GetAsync).WithName("GetJobArtifact")
            .WithSummary("A page of a report: report.html or report.md.")
            .Produces<string>(StatusCodes.Status200OK, Html, Markdown)
            .Fails(404, 416);
    }

    /// <param name="id">The job's id.</param>
    internal static async Task<Ok<ListPage<ArtifactDetails>>> ListAsync(string id, IJobStore store, ArtifactFiles artifacts, CancellationToken cancellationToken)
    {
        var job = await JobEndpoints.FindAsync(store, id, cancellationToken);
        var files = job.Status == JobStatus.Succeeded ? await artifacts.ListAsync(job.Id, cancellationToken) : [];
        return TypedResults.Ok(ListPages.Whole(files.Select(file => ArtifactDetails.Of(file, ContentType(file.Name), job.Id))));
    }

    /// <param name="id">The job's id.</param>
    /// <param name="name">The page's file name.</param>
    internal static async Task<PhysicalFileHttpResult> GetAsync(
        string id, string name, IJobStore store, ArtifactFiles artifacts, CancellationToken cancellationToken)
    {
        var job = await JobEndpoints.FindAsync(store, id, cancellationToken);
        // A report that was canceled while it wrote its pages has none.
        var file = job.Status == JobStatus.Succeeded
            ? await artifacts.FindAsync(job.Id, name, cancellationToken)
            : throw new NotFoundException($"Job {job.Id} is {job.Status.ToName()}; a report has artifacts when it has succeeded.");
        return TypedResults.PhysicalFile(file.Path, ContentType(file.Name) + "; charset=utf-8", lastModified: file.CreatedAt, enableRangeProcessing: true);
    }

    private static string ContentType(string name) => name == ArtifactFiles.Html ? Html : Markdown;
}
