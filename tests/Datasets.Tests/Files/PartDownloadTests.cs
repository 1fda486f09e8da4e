using System.Net;
using Clearsight.Datasets.Files;
using Microsoft.Extensions.Options;

namespace Clearsight.Datasets.Tests.Files;

public sealed class PartDownloadTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clearsight-part-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>A TLS stream that is cut in the middle of a record throws what a disk might have thrown.</summary>
    [Fact]
    public async Task A_body_that_breaks_off_is_the_connections_fault_and_not_the_disks()
    {
        var download = new PartDownload(new CutClients(), Options.Create(new DataOptions()), TimeProvider.System);
        var part = Path.Combine(_folder, "file.part");

        var broken = await Assert.ThrowsAsync<HttpIOException>(() => download.FetchAsync(
            new Uri("https://mirror.example/file.gz"), part, limit: 1_000, "tiny/file", progress: null, TestContext.Current.CancellationToken));

        Assert.Contains("EOF", broken.Message, StringComparison.Ordinal);
        Assert.Equal(3, new FileInfo(part).Length);
    }

    private sealed class CutClients : HttpMessageHandler, IHttpClientFactory
    {
        public HttpClient CreateClient(string name) => new(this);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(new CutStream()) });
    }

    private sealed class CutStream : MemoryStream
    {
        private bool _began;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_began)
            {
                throw new IOException("Received an unexpected EOF or 0 bytes from the transport stream.");
            }

            _began = true;
            return ValueTask.FromResult(3);
        }
    }
}
