using System.Net;
using System.Net.Http.Headers;
using Clearsight.Datasets.Idx;
using Clearsight.Domain.Datasets;
using Microsoft.Extensions.Options;

namespace Clearsight.Datasets.Files;

/// <summary>One request for what is still missing of a partial file (RFC 9110, section 14: range requests).</summary>
internal sealed class PartDownload(IHttpClientFactory clients, IOptions<DataOptions> options, TimeProvider time)
{
    public const string ClientName = "datasets";
    private const int ChunkLength = 1 << 17;
    private const long ReportEvery = 1 << 20;

    /// <summary>Appends to the partial file until the server has sent all of it.</summary>
    /// <param name="limit">The most bytes that the whole file may have.</param>
    /// <exception cref="IdxFormatException">The server sends more than <paramref name="limit"/>.</exception>
    /// <exception cref="HttpRequestException">There is no connection, or an answer other than the file.</exception>
    /// <exception cref="HttpIOException">The connection broke.</exception>
    /// <exception cref="IOException">The disk is full.</exception>
    /// <exception cref="TimeoutException">The server fell silent.</exception>
    public async Task FetchAsync(
        Uri address, string partPath, long limit, string name, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        using var silence = new CancellationTokenSource(options.Value.StallTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
        try
        {
            await using var part = new FileStream(partPath, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
            part.Seek(0, SeekOrigin.End);
            using var client = clients.CreateClient(ClientName);
            using var response = await RequestAsync(client, address, part, either.Token);
            var total = part.Length + response.Content.Headers.ContentLength;
            if (total > limit)
            {
                throw TooLong(name, limit);
            }

            await using var body = await response.Content.ReadAsStreamAsync(either.Token);
            await CopyAsync(body, part, new Report(progress, name, total), limit, silence, either.Token);
            part.Flush(flushToDisk: true);
        }
        catch (OperationCanceledException silent) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The server sent nothing for {options.Value.StallTimeout.TotalSeconds} seconds.", silent);
        }
    }

    /// <returns>A response whose body belongs at the end of <paramref name="part"/>.</returns>
    private static async Task<HttpResponseMessage> RequestAsync(HttpClient client, Uri address, FileStream part, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (part.Length > 0)
        {
            request.Headers.Range = new RangeHeaderValue(part.Length, null);
        }

        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        try
        {
            var fits = response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From == part.Length;
            if (!fits && part.Length > 0)
            {
                // The whole file, another range, or "not satisfiable" because the part is not a part of this file.
                part.SetLength(0);
            }

            if (response.StatusCode is HttpStatusCode.RequestedRangeNotSatisfiable or HttpStatusCode.PartialContent && !fits)
            {
                throw new HttpRequestException("The server cannot resume the download.", null, HttpStatusCode.ServiceUnavailable);
            }

            return response.EnsureSuccessStatusCode();
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private async Task CopyAsync(
        Stream body, FileStream part, Report report, long limit, CancellationTokenSource silence, CancellationToken cancellationToken)
    {
        var buffer = new byte[ChunkLength];
        int read;
        while ((read = await ReadAsync(body, buffer, cancellationToken)) > 0)
        {
            if (part.Length + read > limit)
            {
                throw TooLong(report.Name, limit);
            }

            await part.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            silence.CancelAfter(options.Value.StallTimeout);
            report.Reached(part.Length);
        }

        report.Ended(part.Length);
    }

    /// <summary>Says that it was the connection: what a TLS stream throws when it is cut cannot be told from what a disk throws.</summary>
    private static async ValueTask<int> ReadAsync(Stream body, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await body.ReadAsync(buffer, cancellationToken);
        }
        catch (IOException broken) when (broken is not HttpIOException)
        {
            throw new HttpIOException(HttpRequestError.ResponseEnded, broken.Message, broken);
        }
    }

    private static IdxFormatException TooLong(string name, long limit) => new(name, $"the server sends more than {limit:N0} bytes");

    /// <summary>Thins out the reports: once a megabyte, and the last byte.</summary>
    private sealed class Report(IProgress<DownloadProgress>? progress, string name, long? total)
    {
        private long _next;

        public string Name => name;

        public void Reached(long bytes)
        {
            if (bytes >= _next)
            {
                _next = bytes + ReportEvery;
                progress?.Report(new DownloadProgress(name, bytes, total));
            }
        }

        public void Ended(long bytes) => progress?.Report(new DownloadProgress(name, bytes, total));
    }
}
