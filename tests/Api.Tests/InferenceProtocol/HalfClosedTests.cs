using System.Net.Sockets;
using System.Text;
using Clearsight.Api.Tests.Endpoints;

namespace Clearsight.Api.Tests.InferenceProtocol;

/// <summary>Clients that stop sending in the middle of what they announced.</summary>
public sealed class HalfClosedTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/v2/models/classify/infer", "application/json", "{\"inputs\": [")]
    [InlineData("/v2/models/denoise/infer", "application/octet-stream", "{\"inputs\": [")]
    [InlineData("/classify", "image/png", "\u0089PNG")]
    [InlineData("/denoise", "image/png", "\u0089PNG")]
    public async Task Over_rest_their_connection_ends_and_nobody_else_notices(string path, string type, string start)
    {
        await using var host = new TestHost();
        host.Listen();
        await host.WithModelsAsync();

        var answer = await SendHalfAsync(host.Client.BaseAddress!, path, type, start);

        // The web server takes a client that stops sending for one that is gone, and writes nothing more to it.
        Assert.DoesNotContain("200 OK", answer, StringComparison.Ordinal);
        using var neighbour = await host.InferAsync("denoise", RestClient.Request([1, 1, 1, 2], RestClient.Flat([0, 1])));
        Assert.True(neighbour.IsSuccessStatusCode);
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 0, 0, 0 })]
    [InlineData(new byte[] { 0, 0, 0, 1, 0, 10, 8 })]
    [InlineData(new byte[] { 7, 255, 255, 255, 255, 10, 8 })]
    public async Task Over_grpc_they_fail_with_a_status(byte[] sent)
    {
        await using var host = await new TestHost().WithModelsAsync();
        using var client = new HttpClient(host.Handler) { BaseAddress = new Uri("http://localhost") };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/inference.GRPCInferenceService/ModelInfer")
        {
            Version = new Version(2, 0),
            Content = new ByteArrayContent(sent),
        };
        request.Content.Headers.ContentType = new("application/grpc");

        using var response = await client.SendAsync(request, Token);
        await response.Content.ReadAsByteArrayAsync(Token);

        var status = response.TrailingHeaders.Concat(response.Headers).Single(header => header.Key == "grpc-status").Value.Single();
        Assert.NotEqual("0", status);
        using var channel = host.Channel();
        await channel.Service().ModelInferAsync(RpcClient.Request("denoise", [1, 1, 1, 2], [0, 1]), cancellationToken: Token);
    }

    /// <returns>All that comes back; nothing where the connection is reset.</returns>
    private static async Task<string> SendHalfAsync(Uri address, string path, string type, string start)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(address.Host, address.Port, Token);
        var head = $"POST {path} HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: {type}\r\nContent-Length: 1000\r\n\r\n{start}";
        await socket.SendAsync(Encoding.Latin1.GetBytes(head), Token);
        await using var stream = new NetworkStream(socket);
        socket.Shutdown(SocketShutdown.Send);
        using var reader = new StreamReader(stream);
        try
        {
            return await reader.ReadToEndAsync(Token);
        }
        catch (IOException)
        {
            return "";
        }
    }
}
