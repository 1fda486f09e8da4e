using System.ComponentModel.DataAnnotations;
using Clearsight.Domain;

namespace Clearsight.Api.Models;

/// <summary>Section <c>Models</c>: the trained models that come with the program.</summary>
internal sealed class ShippedModelOptions
{
    public const string Section = "Models";

    /// <summary>Holds a folder for each model; relative to the program's own folder.</summary>
    [Required(ErrorMessage = "Models:Directory must name a folder.")]
    public string Directory { get; set; } = "models";

    /// <summary>Which model serves each task until somebody selects another one.</summary>
    public FirstSelection Selected { get; } = new();

    internal sealed class FirstSelection
    {
        public string Denoise { get; set; } = "impulse-denoiser";

        public string Classify { get; set; } = "fashion-classifier";

        public string Of(TaskKind task) => task == TaskKind.Denoise ? Denoise : Classify;
    }
}
