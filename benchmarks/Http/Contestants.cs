using System.Diagnostics;
using System.Globalization;

namespace Clearsight.Benchmarks.Http;

/// <summary>The servers that take turns, and what is asked of each.</summary>
internal sealed class Contestants : IAsyncDisposable
{
    public const string Service = "Clearsight";
    public const string Least = "least host";
    public const string Python = "FastAPI, PyTorch";
    private static readonly string Weights = Path.Combine(AppContext.BaseDirectory, "models", "fashion-classifier", "model.safetensors");
    private readonly List<ServerProcess> _servers = [];
    private ServerProcess? _service;
    private ServerProcess? _least;
    private ServerProcess? _python;

    /// <summary>The ONNX file of the classifier that the service has selected.</summary>
    public static string Model { get; } = Path.ChangeExtension(Weights, ".onnx");

    public IReadOnlyList<Process> Processes => [.. _servers.Select(server => server.Process)];

    public ServerProcess ServiceProcess => _service!;

    public static async Task<Contestants> StartAsync()
    {
        var contestants = new Contestants();
        try
        {
            contestants._service = contestants.Add(await ServerProcess.StartServiceAsync(("Limits__RequestsPerSecond", "0")));
            contestants._least = contestants.Add(await ServerProcess.StartAsync(StartLeast, "/ready"));
            contestants._python = await HasPythonAsync() ? contestants.Add(await ServerProcess.StartAsync(StartPython, "/ready")) : null;
            return contestants;
        }
        catch
        {
            await contestants.DisposeAsync();
            throw;
        }
    }

    public IReadOnlyList<Visit> Visits(Payloads payloads, double seconds)
    {
        var visits = new List<Visit>();
        foreach (var connections in (int[])[1, 8, 32, 256])
        {
            AddPictures(_least!, Least, "length");
            AddPictures(_least!, Least, "infer");
            AddPictures(_service!, Service, "classify");
            AddPictures(_service!, Service, "denoise");
            if (_python is not null)
            {
                AddPictures(_python, Python, "classify");
            }

            void AddPictures(ServerProcess server, string name, string path) => visits.Add(new Visit(name, $"`/{path}`, PNG", connections, 1,
                () => LoadClient.WrkAsync(new Uri(server.Address, path), payloads.Png, connections, seconds, "Content-Type", "image/png")));
        }

        var infer = new Uri(_service!.Address, "v2/models/classify/infer");
        var method = new Uri(_service.RpcAddress!, "inference.GRPCInferenceService/ModelInfer");
        foreach (var connections in (int[])[8, 32])
        {
            visits.Add(new Visit(Service, "`/v2`, JSON", connections, 1,
                () => LoadClient.WrkAsync(infer, payloads.JsonOne, connections, seconds, "Content-Type", "application/json")));
            visits.Add(new Visit(Service, "`/v2`, binary", connections, 1,
                () => LoadClient.WrkAsync(infer, payloads.BinaryOne, connections, seconds, BinaryHeaders(payloads.BinaryHead))));
            visits.Add(new Visit(Service, $"`/v2`, binary, {Payloads.Batch} images", connections, Payloads.Batch,
                () => LoadClient.WrkAsync(infer, payloads.BinaryBatch, connections, seconds, BinaryHeaders(payloads.BinaryBatchHead))));
            visits.Add(new Visit(Service, $"gRPC, {Payloads.Batch} images", connections, Payloads.Batch,
                () => LoadClient.GrpcAsync(method, payloads.GrpcBatch, connections, seconds)));
        }

        return visits;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }
    }

    private static string[] BinaryHeaders(int head) =>
        ["Content-Type", "application/octet-stream", "Inference-Header-Content-Length", head.ToString(CultureInfo.InvariantCulture)];

    private ServerProcess Add(ServerProcess server)
    {
        _servers.Add(server);
        return server;
    }

    private static ProcessStartInfo StartLeast(int port)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Clearsight.Http.dll"), LeastHost.Verb, Model]);
        start.Environment["URLS"] = $"http://127.0.0.1:{port}";
        return start;
    }

    private static ProcessStartInfo StartPython(int port)
    {
        var start = new ProcessStartInfo("/usr/bin/python3",
        [
            "-m", "uvicorn", "pytorch_service:app", "--app-dir", AppContext.BaseDirectory, "--port", port.ToString(CultureInfo.InvariantCulture),
            "--workers", Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture), "--log-level", "error", "--no-access-log",
        ]);
        start.Environment["MODEL"] = Weights;
        return start;
    }

    /// <summary>Debian's own interpreter, as its packages are not seen by others.</summary>
    private static async Task<bool> HasPythonAsync()
    {
        try
        {
            await LoadClient.RunAsync("/usr/bin/python3", ["-c", "import fastapi, uvicorn, PIL, torch"]);
            return true;
        }
        catch (Exception exception) when (exception is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            await Console.Error.WriteLineAsync("No python3-torch, python3-fastapi, python3-uvicorn and python3-pil: measured without that peer.");
            return false;
        }
    }
}
