namespace Clearsight.Datasets.Idx;

/// <summary>A file is not what an IDX file must be; the message is a sentence that names the file and what is wrong.</summary>
public sealed class IdxFormatException(string file, string problem, Exception? inner = null)
    : Exception($"The file '{file}' is not a valid IDX file: {problem}.", inner)
{
    public string File { get; } = file;
}
