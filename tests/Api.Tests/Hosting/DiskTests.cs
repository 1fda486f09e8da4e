using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Clearsight.Api.Health;
using Clearsight.Api.Tests.Endpoints;

namespace Clearsight.Api.Tests.Hosting;

/// <summary>A disk that is full, or cannot be written: a file system in memory of eight megabytes, which only root may mount.</summary>
public sealed class DiskTests : IAsyncLifetime
{
    private const string Bytes = "8m";
    private const string Job = """{ "recipe": "fashion-classifier", "dataset": "glyphs" }""";

    private readonly string _disk = Directory.CreateTempSubdirectory("clearsight-disk-").FullName;
    private bool _mounted;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Filler => Path.Combine(_disk, "filler");

    public async ValueTask InitializeAsync() =>
        _mounted = Environment.IsPrivilegedProcess && await RunAsync("mount", "-t", "tmpfs", "-o", $"size={Bytes}", "clearsight", _disk) == 0;

    public async ValueTask DisposeAsync()
    {
        if (_mounted)
        {
            await RunAsync("umount", _disk);
        }

        Directory.Delete(_disk, recursive: true);
    }

    [Fact]
    public async Task A_disk_that_fills_up_is_told_of_and_when_there_is_room_again_all_goes_on()
    {
        Assert.SkipUnless(_mounted, "A file system can be mounted by root only, and not in every container.");
        await using var host = new TestHost { ["Host:Role"] = "Api", ["Storage:Directory"] = Path.Combine(_disk, "storage") };
        Assert.Equal(HttpStatusCode.Accepted, (await host.Client.PostJobAsync(Job)).StatusCode);
        Fill();

        // What the database has room for within its files is still taken.
        var answer = await host.Client.PostJobAsync(Job);
        for (var tries = 0; answer.StatusCode == HttpStatusCode.Accepted && tries < 1_000; tries++)
        {
            answer = await host.Client.PostJobAsync(Job);
        }

        Assert.Contains("cannot write", await answer.ProblemAsync(503), StringComparison.Ordinal);
        Assert.Equal(new Check(Healthy: false, "The disk of the storage directory is full."), (await ReadyAsync(host)).Checks["storage"]);
        File.Delete(Filler);

        Assert.Equal(HttpStatusCode.Accepted, (await host.Client.PostJobAsync(Job)).StatusCode);
        Assert.Equal("ready", (await ReadyAsync(host)).Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_bundle_that_there_is_no_room_for_is_refused_for_a_while(bool inForm)
    {
        Assert.SkipUnless(_mounted, "A file system can be mounted by root only, and not in every container.");
        await using var host = new TestHost { ["Host:Role"] = "Api", ["Storage:Directory"] = Path.Combine(_disk, "storage") };
        Assert.Equal("ready", (await ReadyAsync(host)).Status);
        Fill();

        using var bundle = new ByteArrayContent(new byte[100_000]);
        bundle.Headers.ContentType = new MediaTypeHeaderValue("application/zip");
        using var form = new MultipartFormDataContent { { bundle, "bundle", "bundle.zip" } };
        using var answer = await host.Client.PostAsync(new Uri("/models/import", UriKind.Relative), inForm ? form : bundle, Token);

        Assert.Contains("is full", await answer.ProblemAsync(503), StringComparison.Ordinal);
        Assert.NotNull(answer.Headers.RetryAfter);
    }

    [Fact]
    public async Task A_full_disk_stops_the_start_with_one_sentence()
    {
        Assert.SkipUnless(_mounted, "A file system can be mounted by root only, and not in every container.");
        Fill();

        await StartsNotAsync("No space left on device");
    }

    [Fact]
    public async Task A_disk_that_is_only_to_be_read_stops_the_start_with_one_sentence()
    {
        Assert.SkipUnless(_mounted, "A file system can be mounted by root only, and not in every container.");
        Assert.Equal(0, await RunAsync("mount", "-o", "remount,ro", _disk));

        await StartsNotAsync("Read-only file system");
    }

    private async Task StartsNotAsync(string reason)
    {
        await using var service = ServiceProcess.Start(_disk, ("Storage__Directory", _disk), ("URLS", "http://127.0.0.1:0"));

        var (exitCode, output, errors) = await service.EndAsync(Token);

        Assert.Equal(1, exitCode);
        Assert.StartsWith($"The storage directory '{_disk}' cannot be written: {reason}", errors, StringComparison.Ordinal);
        Assert.Single(errors.TrimEnd().Split('\n'));
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    /// <summary>To the last byte.</summary>
    private void Fill()
    {
        using var filler = new FileStream(Filler, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        foreach (var size in new[] { 65_536, 4_096, 1 })
        {
            try
            {
                while (true)
                {
                    filler.Write(new byte[size]);
                }
            }
            catch (IOException)
            {
                // Full, but for what is smaller than that.
            }
        }
    }

    private static async Task<Readiness> ReadyAsync(TestHost host) =>
        (await (await host.Client.GetAsync(new Uri("/health/ready", UriKind.Relative), Token)).Content.ReadFromJsonAsync<Readiness>(Token))!;

    private static async Task<int> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
        await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
