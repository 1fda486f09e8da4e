using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Clearsight.Datasets.Idx;

/// <summary>The content of an IDX file of unsigned bytes: a row-major array.</summary>
/// <param name="Dimensions">Count first; for images then height and width.</param>
/// <param name="Data">As many bytes as the product of <paramref name="Dimensions"/>.</param>
internal sealed record IdxArray(IReadOnlyList<int> Dimensions, byte[] Data)
{
    /// <summary>
    /// SHA-256 of the uncompressed file in lower-case hexadecimal. Reading is strict, so header and data give back
    /// every byte that the file had.
    /// </summary>
    public string Digest()
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        digest.AppendData(Header());
        digest.AppendData(Data);
        return Convert.ToHexStringLower(digest.GetHashAndReset());
    }

    /// <summary>The magic number and the dimensions, each as four bytes, big end first.</summary>
    public byte[] Header()
    {
        var header = new byte[HeaderLength(Dimensions.Count)];
        BinaryPrimitives.WriteInt32BigEndian(header, Magic(Dimensions.Count));
        for (var axis = 0; axis < Dimensions.Count; axis++)
        {
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + (4 * axis)), Dimensions[axis]);
        }

        return header;
    }

    public static int HeaderLength(int rank) => 4 + (4 * rank);

    /// <summary>Two zeros, the element type (8: unsigned byte), the number of dimensions.</summary>
    public static int Magic(int rank) => 0x0800 | rank;
}
