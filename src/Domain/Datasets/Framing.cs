namespace Clearsight.Domain.Datasets;

/// <summary>
/// How the makers of a data set put a thing into an image. A picture from elsewhere is put into the frame of a network by
/// the rule of the images that the network was trained on.
/// </summary>
/// <param name="Margin">Pixels that stay free on every side: between them lies the thing's longest edge.</param>
/// <param name="Aperture">
/// How much of a pixel's width and height is averaged when a picture is shrunk, above 0 to 1: all of it, or less where the
/// makers skipped pixels, which blurs less.
/// </param>
public sealed record Framing(int Margin, Centering Centering, double Aperture)
{
    /// <summary>From side to side, which leaves out nothing: for data sets whose makers tell no rule.</summary>
    public static readonly Framing Default = new(0, Centering.Box, 1);

    /// <summary>For a picture that is a whole image already, margin and all.</summary>
    public Framing Whole => this with { Margin = 0, Centering = Centering.Box };
}

/// <summary>What of a thing lies in the middle of its image.</summary>
public enum Centering
{
    /// <summary>The middle between its edges.</summary>
    Box,

    /// <summary>Its centre of mass, where light pixels are heavy.</summary>
    Mass,
}
