namespace Clearsight.Architecture.Tests;

/// <summary>The layout that docs/adr/0001 decides: which project may refer to which, and where each technology lives.</summary>
internal static class House
{
    private static readonly string[] Domain = ["Domain"];
    private static readonly string[] Parts = ["Domain", "Learning", "Datasets", "Serving", "Storage"];

    /// <summary>Domain ← {Learning, Datasets, Serving, Storage} ← Workers ← Api.</summary>
    public static readonly IReadOnlyDictionary<string, IReadOnlyList<string>> Arrows = new Dictionary<string, IReadOnlyList<string>>
    {
        ["Domain"] = [],
        ["Learning"] = Domain,
        ["Datasets"] = Domain,
        ["Serving"] = Domain,
        ["Storage"] = Domain,
        ["Workers"] = Parts,
        ["Api"] = [.. Parts, "Workers"],
    };

    /// <summary>Beginnings of package names and namespaces, and the projects they are at home in.</summary>
    public static readonly IReadOnlyList<Technology> Technologies =
    [
        new("TorchSharp", ["Learning"]),
        // ONNX files are messages, and so is what gRPC carries.
        new("Google.Protobuf", ["Learning", "Api"]),
        new("Grpc.Tools", ["Learning", "Api"]),
        new("Grpc", ["Api"]),
        new("SharpZipLib", []),
        new("ICSharpCode", []),
        new("Microsoft.ML.OnnxRuntime", ["Serving"]),
        new("SkiaSharp", ["Serving"]),
        new("Microsoft.EntityFrameworkCore", ["Storage"]),
        new("Microsoft.Data.Sqlite", ["Storage"]),
        new("Npgsql", ["Storage"]),
        new("AWSSDK", ["Storage"]),
        new("Amazon", ["Storage"]),
        new("System.IO.Hashing", ["Storage", "Api"]),
        // The host serves the dashboard, so the package that has it is the host's.
        new("MudBlazor", ["Api"]),
        new("Markdig", ["Api"]),
        new("ScottPlot", ["Api"]),
        new("HarfBuzzSharp", []),
        new("Hangfire", ["Workers", "Api"]),
        new("Newtonsoft", []),
        new("Microsoft.AspNetCore", ["Workers", "Api"]),
        new("Microsoft.OpenApi", ["Api"]),
        new("Swashbuckle", ["Api"]),
        new("Serilog", ["Api"]),
        // The parts measure with what the runtime has; who gets the values is the host's.
        new("OpenTelemetry", ["Api"]),
    ];

    /// <summary>What every part but Domain may use: the abstractions of hosting, options, logging and HTTP clients.</summary>
    public static bool IsCommon(string package) =>
        package.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal) || package == "System.Numerics.Tensors";
}

/// <param name="Prefix">How its packages' and namespaces' names begin.</param>
/// <param name="Homes">The projects that may know it.</param>
internal sealed record Technology(string Prefix, IReadOnlyList<string> Homes)
{
    public bool Covers(string name) => name == Prefix || name.StartsWith(Prefix + ".", StringComparison.Ordinal) || name.StartsWith(Prefix + "-", StringComparison.Ordinal);
}
