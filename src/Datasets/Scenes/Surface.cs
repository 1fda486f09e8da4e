using Clearsight.Domain;

namespace Clearsight.Datasets.Scenes;

/// <summary>What a thing looks like: a grey that changes slowly, roughness, and perhaps stripes.</summary>
/// <param name="Grey">At the middle of the scene.</param>
/// <param name="SlopeX">What a pixel to the right adds.</param>
/// <param name="Shift">Where in the roughness it is cut from.</param>
/// <param name="StripesX">Stripes a pixel to the right; they go up and down by <paramref name="StripeDepth"/>.</param>
internal sealed record Surface(
    Roughness Roughness, int Size, float Grey, float SlopeX, float SlopeY, float Depth, int Shift, float StripesX, float StripesY, float StripeDepth)
{
    public static Surface Draw(RandomStream random, Roughness roughness, int size, float mostDepth)
    {
        var steepest = random.Below(3) == 0 ? 0.6f / size : 0.15f / size;
        var striped = random.Below(5) == 0;
        var (cosine, sine) = random.Direction();
        var stripes = random.Between(0.06f, 0.45f);
        return new Surface(
            roughness, size, random.Between(0.03f, 0.97f), random.Between(-steepest, steepest), random.Between(-steepest, steepest),
            random.Between(0, mostDepth), random.Below(size * size),
            cosine * stripes, sine * stripes, striped ? random.Between(0.05f, 0.5f) : 0);
    }

    public float At(int x, int y)
    {
        var grey = Grey + (SlopeX * (x - (Size / 2))) + (SlopeY * (y - (Size / 2)));
        if (StripeDepth > 0)
        {
            var place = (x * StripesX) + (y * StripesY);
            grey += StripeDepth * (MathF.Abs(place - MathF.Floor(place) - 0.5f) - 0.25f);
        }

        return grey + (Depth * Roughness.At((y * Size) + x + Shift));
    }
}
