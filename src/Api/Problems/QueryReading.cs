using System.Globalization;
using Clearsight.Domain;
using Microsoft.AspNetCore.Http.Metadata;

namespace Clearsight.Api.Problems;

/// <summary>
/// Which value of the query an endpoint could not read. The generated code of endpoints answers a bare 400 where an
/// optional parameter is not of its type, and does not say which.
/// </summary>
internal static class QueryReading
{
    /// <returns>Null where the answer is another one, or the query is not to blame.</returns>
    public static ProblemTable.Entry? Problem(HttpContext context)
    {
        if (context.Response.StatusCode != StatusCodes.Status400BadRequest || context.GetEndpoint() is not { } endpoint)
        {
            return null;
        }

        var violations = endpoint.Metadata.GetOrderedMetadata<IParameterBindingMetadata>()
            .Where(parameter => parameter.HasTryParse)
            .SelectMany(parameter => Violations(parameter, context.Request.Query))
            .ToList();
        return violations.Count == 0 ? null : new(ProblemKind.Invalid, violations[0].Detail, violations);
    }

    /// <summary>Names of a query are found whatever their case.</summary>
    private static IEnumerable<Violation> Violations(IParameterBindingMetadata parameter, IQueryCollection query) => query[parameter.Name]
        .Where(value => !string.IsNullOrEmpty(value) && !IsReadable(value, parameter.ParameterInfo.ParameterType))
        .Select(value => RequestReading.Unbound(parameter.Name, value));

    private static bool IsReadable(string value, Type type)
    {
        try
        {
            _ = Convert.ChangeType(value, Nullable.GetUnderlyingType(type) ?? type, CultureInfo.InvariantCulture);
            return true;
        }
        catch (InvalidCastException)
        {
            // Nothing that a query's text is made of here.
            return true;
        }
        catch (Exception exception) when (exception is FormatException or OverflowException)
        {
            return false;
        }
    }
}
