using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;

namespace Clearsight.Api.Tests.Batches;

/// <summary>A form that is written while it is sent: image by image, and no further than the test lets it.</summary>
internal sealed class SlowForm : HttpContent
{
    private const string Boundary = "slow-form";
    private readonly IAsyncEnumerable<byte[]> _images;

    /// <param name="images">The form's fields <c>image</c>; the next one is asked for when the one before is sent.</param>
    public SlowForm(IAsyncEnumerable<byte[]> images)
    {
        _images = images;
        Headers.ContentType = MediaTypeHeaderValue.Parse($"multipart/form-data; boundary={Boundary}");
    }

    /// <summary>One image, and others after the test says so.</summary>
    public static SlowForm Holding(Task rest, byte[] image, int others = 1)
    {
        return new SlowForm(ImagesAsync());

        async IAsyncEnumerable<byte[]> ImagesAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            yield return image;
            await rest.WaitAsync(cancellationToken);
            for (var other = 0; other < others; other++)
            {
                yield return image;
            }
        }
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        // The end of a field is where the next one begins, so the line between them goes with the field before it.
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"--{Boundary}"), cancellationToken);
        await foreach (var image in _images.WithCancellation(cancellationToken))
        {
            await stream.WriteAsync("\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a.png\"\r\n\r\n"u8.ToArray(), cancellationToken);
            await stream.WriteAsync(image, cancellationToken);
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"\r\n--{Boundary}"), cancellationToken);
            await stream.FlushAsync(cancellationToken);
        }

        await stream.WriteAsync("--\r\n"u8.ToArray(), cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
