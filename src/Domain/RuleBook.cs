namespace Clearsight.Domain;

/// <summary>Collects what a document breaks, so that its sender hears of everything at once.</summary>
/// <param name="root">JSON pointer to what the rules are about; empty for the whole document.</param>
internal sealed class RuleBook(string root)
{
    private readonly List<Violation> _broken = [];

    public IReadOnlyList<Violation> Broken => _broken;

    /// <param name="pointer">From the root.</param>
    /// <param name="sentence">Says what is allowed.</param>
    public void Require(bool holds, string pointer, string sentence)
    {
        if (!holds)
        {
            _broken.Add(new Violation(root + pointer, sentence));
        }
    }
}
