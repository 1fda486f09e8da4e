using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Reflection;
using System.Text.Json;
using Clearsight.Serving.Tests.Drawn;

namespace Clearsight.Api.Tests.Batches;

/// <summary>The whole service with the models that ship, and the ways to send it many images.</summary>
internal static class BatchHost
{
    public static readonly string Models = Path.Combine(
        typeof(BatchHost).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "RepositoryFolder").Value!,
        "models");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TestHost WithShippedModels(this TestHost host)
    {
        host["Models:Directory"] = Models;
        return host;
    }

    public static MultipartFormDataContent Form(params IEnumerable<(string? Name, byte[] Bytes)> images)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, bytes) in images)
        {
            form.Add(Part(bytes, name));
        }

        return form;
    }

    /// <summary>A form's part, written as it is: <see cref="MultipartFormDataContent"/> refuses or quotes some names.</summary>
    public static ByteArrayContent Part(byte[] bytes, string? fileName, string field = "image")
    {
        var part = new ByteArrayContent(bytes);
        part.Headers.TryAddWithoutValidation("Content-Disposition", $"form-data; name=\"{field}\"" + (fileName is null ? "" : $"; filename=\"{fileName}\""));
        return part;
    }

    public static byte[] Zip(params IEnumerable<(string Name, byte[] Bytes)> entries) => Zip(entries, attributes: 0);

    /// <param name="attributes">Of every entry, as the directory has them.</param>
    public static byte[] Zip(IEnumerable<(string Name, byte[] Bytes)> entries, int attributes, CompressionLevel level = CompressionLevel.Optimal)
    {
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, bytes) in entries)
            {
                var entry = zip.CreateEntry(name, level);
                entry.ExternalAttributes = attributes;
                using var content = entry.Open();
                content.Write(bytes);
            }
        }

        return file.ToArray();
    }

    public static Task<HttpResponseMessage> PostZipAsync(this TestHost host, string path, byte[] zip, string? type = "application/zip")
    {
        var content = new ByteArrayContent(zip);
        content.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);
        return host.Client.PostAsync(path, content, Token);
    }

    public static Task<HttpResponseMessage> PostFormAsync(this TestHost host, string path, params IEnumerable<(string? Name, byte[] Bytes)> images) =>
        host.Client.PostAsync(path, Form(images), Token);

    /// <summary>The items of a successful answer to <c>/classify/batch</c>.</summary>
    public static async Task<IReadOnlyList<JsonElement>> ItemsAsync(this HttpResponseMessage answer)
    {
        Assert.True(answer.StatusCode == HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(Token));
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        var body = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(Token)).RootElement;
        Assert.Equal(["model", "items"], body.EnumerateObject().Select(field => field.Name));
        return [.. body.GetProperty("items").EnumerateArray()];
    }

    /// <summary>The entries of a successful answer to <c>/denoise/batch</c>, in their order.</summary>
    public static async Task<IReadOnlyList<(string Name, string Comment, byte[] Bytes)>> EntriesAsync(this HttpResponseMessage answer)
    {
        Assert.True(answer.StatusCode == HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(Token));
        Assert.Equal("application/zip", answer.Content.Headers.ContentType?.MediaType);
        await using var zip = new ZipArchive(await answer.Content.ReadAsStreamAsync(Token));
        var entries = new List<(string, string, byte[])>();
        foreach (var entry in zip.Entries)
        {
            await using var content = await entry.OpenAsync(Token);
            using var bytes = new MemoryStream();
            await content.CopyToAsync(bytes, Token);
            entries.Add((entry.FullName, entry.Comment, bytes.ToArray()));
        }

        return entries;
    }

    public static string Name(this JsonElement item) => item.GetProperty("name").GetString()!;

    public static int Status(this JsonElement item) => item.GetProperty("problem").GetProperty("status").GetInt32();

    public static string Detail(this JsonElement item) => item.GetProperty("problem").GetProperty("detail").GetString()!;

    public static byte[] Ring(int width, int height, string format = "png", bool color = false)
    {
        using var drawn = Drawing.Ring(width, height, color);
        return Drawing.Encode(drawn, format);
    }

    /// <summary>Pictures of every format and several sizes, with names.</summary>
    public static IReadOnlyList<(string Name, byte[] Bytes)> Pictures() =>
    [
        ("digit.png", Ring(28, 28)),
        ("wide.webp", Ring(90, 40, "webp")),
        ("colour.jpeg", Ring(64, 48, "jpeg", color: true)),
        ("drawn.gif", Ring(33, 21, "gif")),
        ("map.bmp", Ring(50, 50, "bmp", color: true)),
        ("digit-2.png", Ring(20, 28)),
    ];
}
