using Clearsight.Domain.Models;

namespace Clearsight.Api.Contracts;

/// <summary>A model version: what requests write as <c>name:version</c>.</summary>
public sealed record ModelName(string Name, int Version)
{
    /// <param name="reference">With its version number.</param>
    public static ModelName Of(ModelReference reference) => new(reference.Name, reference.Version!.Value);
}
