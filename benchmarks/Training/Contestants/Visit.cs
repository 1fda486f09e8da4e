using Clearsight.Domain.Recipes;

namespace Clearsight.Benchmarks.Training.Contestants;

/// <summary>A contestant's turn: train this network like that. It answers images a second over whole steps.</summary>
/// <param name="Network">One of <see cref="NetworkIds"/>.</param>
/// <param name="Seconds">At least, without warm-up.</param>
internal sealed record Visit(string Network, Hyperparameters Hyperparameters, double Seconds);

/// <summary>The turn of <see cref="Ceiling"/>. It answers floating-point operations a second.</summary>
internal sealed record CeilingVisit(CeilingOperation Operation, double Seconds);

internal enum CeilingOperation
{
    ProductFloat32,
    ProductBfloat16,
    ConvolutionFloat32,
}
