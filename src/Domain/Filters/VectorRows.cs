using System.Numerics;

namespace Clearsight.Domain.Filters;

/// <summary>Rows whose length is no multiple of a vector's.</summary>
internal static class VectorRows
{
    /// <summary>As many of the values as the row has place for from <paramref name="start"/> on.</summary>
    public static void WriteTo(this Vector<byte> values, Span<byte> row, int start)
    {
        Span<byte> all = stackalloc byte[Vector<byte>.Count];
        values.CopyTo(all);
        all[..Math.Min(all.Length, row.Length - start)].CopyTo(row[start..]);
    }
}
