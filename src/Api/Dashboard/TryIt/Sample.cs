namespace Clearsight.Api.Dashboard.TryIt;

/// <summary>A picture that is there to be tried.</summary>
/// <param name="Name">What is to be seen on it.</param>
/// <param name="Png">The picture.</param>
/// <param name="TestDigest">Of the test images that it is one of; null where nobody knows.</param>
public sealed record Sample(string Name, byte[] Png, string? TestDigest)
{
    /// <summary>The picture, which is small, as an address that has it all in itself.</summary>
    public string Address => $"data:image/png;base64,{Convert.ToBase64String(Png)}";
}
