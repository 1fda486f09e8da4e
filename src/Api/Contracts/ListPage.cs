using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Clearsight.Domain;
using Microsoft.AspNetCore.Mvc;

namespace Clearsight.Api.Contracts;

/// <summary>A page of a list.</summary>
/// <param name="NextCursor">Send it as <c>cursor</c> for the next page; null on the last one.</param>
public sealed record ListPage<T>(IReadOnlyList<T> Items, string? NextCursor);

/// <summary>The query parameters of every list; bind with <c>[AsParameters]</c>.</summary>
public sealed record PageQuery
{
    [FromQuery(Name = "limit"), Range(1, PageRequest.MaximumLimit), DefaultValue(PageRequest.DefaultLimit), Description("Items a page.")]
    public int? Limit { get; init; }

    [FromQuery(Name = "cursor"), Description("The nextCursor of the page before.")]
    public string? Cursor { get; init; }

    /// <exception cref="InvalidRequestException">The limit is out of range.</exception>
    public PageRequest ToRequest() => (Limit ?? PageRequest.DefaultLimit) is >= 1 and <= PageRequest.MaximumLimit and var limit
        ? new PageRequest(limit, Cursor)
        : throw new InvalidRequestException("limit", $"limit must be a whole number from 1 to {PageRequest.MaximumLimit}.");
}

public static class ListPages
{
    public static ListPage<TContract> To<T, TContract>(this Page<T> page, Func<T, TContract> contract) =>
        new([.. page.Items.Select(contract)], page.NextCursor);

    /// <summary>A list that always fits one page.</summary>
    public static ListPage<T> Whole<T>(IEnumerable<T> items) => new([.. items], NextCursor: null);
}
