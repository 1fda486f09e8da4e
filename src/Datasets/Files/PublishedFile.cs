using Clearsight.Datasets.Idx;

namespace Clearsight.Datasets.Files;

/// <summary>An IDX file that somebody published and that never changes.</summary>
/// <param name="Name">Without the <c>.gz</c> that it is published with.</param>
/// <param name="Dimensions">Count first; for images then height and width.</param>
/// <param name="Digest">SHA-256 of the uncompressed bytes in lower-case hexadecimal; compressors differ, the content does not.</param>
internal sealed record PublishedFile(string Name, IReadOnlyList<int> Dimensions, string Digest)
{
    /// <summary>Bytes of the uncompressed file.</summary>
    public long Length => IdxArray.HeaderLength(Dimensions.Count) + Dimensions.Aggregate(1L, (product, dimension) => product * dimension);

    /// <exception cref="IdxFormatException">The bytes are not those that were published.</exception>
    public IdxArray Read(Stream file, string name, CancellationToken cancellationToken)
    {
        var content = IdxReader.Read(file, name, Dimensions.Count, Length, cancellationToken);
        var digest = content.Digest();
        return digest == Digest
            ? content
            : throw new IdxFormatException(name, $"the SHA-256 of its uncompressed bytes is {digest} instead of {Digest}");
    }
}
