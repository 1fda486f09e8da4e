using Clearsight.Domain;

namespace Clearsight.Api.Problems;

/// <summary>Reads the parts of a request one after the other and tells what is wrong with all of them at once.</summary>
internal sealed class RequestCheck
{
    private readonly List<Violation> _violations = [];

    /// <returns>What was read. Not to be used before <see cref="Demand"/>: of an invalid part it is the type's default.</returns>
    public T Read<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidRequestException invalid)
        {
            _violations.AddRange(invalid.Violations);
            return default!;
        }
    }

    /// <exception cref="InvalidRequestException">A part was invalid.</exception>
    public void Demand()
    {
        if (_violations.Count > 0)
        {
            throw new InvalidRequestException(_violations);
        }
    }
}
