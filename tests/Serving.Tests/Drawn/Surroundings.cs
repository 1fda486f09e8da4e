namespace Clearsight.Serving.Tests.Drawn;

/// <summary>How a thing that a data set has 28 × 28 pixels of comes in a picture from elsewhere.</summary>
internal enum Surroundings
{
    /// <summary>Dark on white, as a JPEG of a quality from 30 to 95.</summary>
    Paper,

    /// <summary>As in the data set, light on black, as a JPEG.</summary>
    Darkness,

    /// <summary>Hardly or not enlarged, dark on white, without loss.</summary>
    Thumbnail,

    /// <summary>Light that falls off from one side of the picture to the other, as a JPEG.</summary>
    SlantingLight,

    /// <summary>Light that falls off from the middle to the corners, as a JPEG.</summary>
    Vignette,

    /// <summary>The noise of a camera, as a JPEG.</summary>
    Noise,

    /// <summary>A soft shadow beside the thing, as a JPEG.</summary>
    Shadow,

    /// <summary>A line around, at the picture's edge or near it.</summary>
    Frame,

    /// <summary>Black of the thing's strength on nothing, as a PNG with alpha.</summary>
    Sticker,

    /// <summary>A coloured thing on coloured paper, as a WebP.</summary>
    Colour,

    /// <summary>Dark on white, stored turned or mirrored with the EXIF tag that says how.</summary>
    Turned,
}
