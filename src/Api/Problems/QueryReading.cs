using System.Globalization;
using System.Text.Json;
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

    private static IEnumerable<Violation> Violations(IParameterBindingMetadata parameter, IQueryCollection query)
    {
        // The framework tells the name of the property; on the wire names are camelCase.
        var name = JsonNamingPolicy.CamelCase.ConvertName(parameter.Name);
        return query[name]
            .Where(value => !string.IsNullOrEmpty(value) && !IsReadable(value, parameter.ParameterInfo.ParameterType))
            .Select(value => new Violation(name, $"'{value}' is not a valid value of '{name}'."));
    }

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
