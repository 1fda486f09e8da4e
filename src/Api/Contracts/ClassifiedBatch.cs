using System.Text.Json.Serialization;
using Clearsight.Api.Problems;
using Clearsight.Serving.Inference;

namespace Clearsight.Api.Contracts;

/// <summary>What the images of a batch may be of.</summary>
/// <param name="Items">One an image, in the order in which they were sent.</param>
public sealed record ClassifiedBatch(AnsweringModel Model, IReadOnlyList<ClassifiedItem> Items);

/// <summary>Either predictions or a problem.</summary>
/// <param name="Name">
/// The image's file name, made unlike the others' where it is not (<c>a-2.png</c>), and <c>image-3</c> where the third has none;
/// in a ZIP with its folders.
/// </param>
/// <param name="Predictions">The likeliest first.</param>
/// <param name="Problem">What <c>POST /classify</c> would have answered to this image alone.</param>
public sealed record ClassifiedItem(
    string Name,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<Prediction>? Predictions = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Problem? Problem = null);
