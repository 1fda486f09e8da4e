using Clearsight.Domain.Models;

namespace Clearsight.Api.Dashboard.Parts;

/// <summary>The addresses of pages.</summary>
internal static class Links
{
    public static string Job(string id) => $"/dashboard/jobs/{id}";

    public static string Model(ModelReference model) => $"/dashboard/models/{model.Name}/{model.Version}";
}
