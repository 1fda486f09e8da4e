using System.Net;
using System.Net.Sockets;
using Clearsight.Api.Tests.Hosting;
using Grpc.Net.Client;

namespace Clearsight.Api.Tests.InferenceProtocol;

/// <summary>gRPC as its users meet it: a port of its own that speaks HTTP/2 without TLS, beside the one of REST.</summary>
public sealed class RpcPortTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clearsight-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Both_ports_answer()
    {
        var (rest, rpc) = (FreePort(), FreePort());
        await using var service = ServiceProcess.Start(
            _folder, ("URLS", $"http://localhost:{rest};http://localhost:{rpc}"), ("Host__GrpcPort", $"{rpc}"), ("Host__Role", "Api"));
        await service.LineWithAsync("Ready at ", Token);

        using var channel = GrpcChannel.ForAddress($"http://localhost:{rpc}");
        var answer = await channel.Service().ModelInferAsync(RpcClient.RawRequest("mnist-denoiser", [1, 1, 2, 2], [0, 1, 0.5f, 0]), cancellationToken: Token);
        Assert.Equal("mnist-denoiser", answer.ModelName);
        Assert.Equal(16, Assert.Single(answer.RawOutputContents).Length);

        using var http = new HttpClient();
        Assert.Contains("clearsight", await http.GetStringAsync($"http://localhost:{rest}/v2", Token), StringComparison.Ordinal);
        service.Terminate();
        Assert.Equal(0, (await service.EndAsync(Token)).ExitCode);
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
