using System.ComponentModel;
using Clearsight.Domain;
using Clearsight.Domain.Jobs;
using Microsoft.AspNetCore.Mvc;

namespace Clearsight.Api.Contracts;

/// <summary>Which jobs to list; bind with <c>[AsParameters]</c>.</summary>
public sealed record JobListQuery
{
    [FromQuery(Name = "status"), Description("Only jobs of this status; may be given several times.")]
    public string[]? Status { get; init; }

    [FromQuery(Name = "recipe"), Description("Only jobs of this recipe.")]
    public string? Recipe { get; init; }

    [FromQuery(Name = "tag"), Description("Only jobs with this tag, as `key:value`.")]
    public string? Tag { get; init; }

    /// <exception cref="InvalidRequestException">A status that is none, a tag without a colon.</exception>
    internal JobFilter ToFilter()
    {
        var violations = new List<Violation>();
        var statuses = new List<JobStatus>();
        foreach (var name in Status ?? [])
        {
            var known = Enum.GetValues<JobStatus>().Where(status => status.ToName() == name).ToList();
            statuses.AddRange(known);
            if (known.Count == 0)
            {
                violations.Add(new Violation(
                    "status", $"status must be one of: {string.Join(", ", Enum.GetValues<JobStatus>().Select(status => status.ToName()))}."));
            }
        }

        KeyValuePair<string, string>? tag = null;
        if (Tag?.Split(':', 2) is { } parts)
        {
            if (parts.Length == 2)
            {
                tag = KeyValuePair.Create(parts[0], parts[1]);
            }
            else
            {
                violations.Add(new Violation("tag", "tag must be written as key:value."));
            }
        }

        return violations.Count == 0 ? new JobFilter(statuses, Recipe, tag) : throw new InvalidRequestException(violations);
    }
}
