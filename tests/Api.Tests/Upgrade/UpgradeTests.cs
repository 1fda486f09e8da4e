using System.IO.Compression;
using System.Net.Http.Json;
using System.Text.Json;

namespace Clearsight.Api.Tests.Upgrade;

/// <summary>
/// Opens the storage folder of an earlier version: the one of commit 431c691, with the first of all database schemas. Its
/// process was killed while it trained: one job had ended, one had finished the first of its two epochs, one waited.
/// </summary>
public sealed class UpgradeTests : IAsyncLifetime
{
    private const string Ended = "01a2172feeeb7f028a7858fd497e3a60";
    private const string Interrupted = "01a21730163072e98b23da14415b19dd";
    private const string Waiting = "01a217301a147965bfd34ff9c90f8cc0";
    private const string Digest = "sha256:3043b7cf73ad6bff27fa380e1b17a8057084dff44fd89eb2a06e4f7a15eb0e00";

    private readonly TestHost _host = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await ZipFile.ExtractToDirectoryAsync(
        Path.Combine(AppContext.BaseDirectory, "Upgrade", "store-of-2026-11-24.zip"), Path.Combine(_host.Folder, "storage"), Token);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task What_an_earlier_version_kept_is_all_there_and_what_it_left_unfinished_is_finished()
    {
        await KeepsTheModelThatServesAsync();
        await KeepsTheJobThatHadEndedAsync();

        // The stream of its events ends with a job.
        await _host.Client.GetStringAsync(new Uri($"/jobs/{Interrupted}/events", UriKind.Relative), Token);
        await _host.Client.GetStringAsync(new Uri($"/jobs/{Waiting}/events", UriKind.Relative), Token);
        var (interrupted, waiting) = (await GetAsync($"/jobs/{Interrupted}"), await GetAsync($"/jobs/{Waiting}"));
        Assert.Equal(("succeeded", 2), (interrupted.GetProperty("status").GetString(), interrupted.GetProperty("attempt").GetInt32()));
        Assert.Equal(("succeeded", 1), (waiting.GetProperty("status").GetString(), waiting.GetProperty("attempt").GetInt32()));
        // What the earlier version measured of the first epoch is followed by the second one: it was not trained again.
        Assert.Equal([(1, 1.797), (2, null)], [.. (await LossesAsync(Interrupted)).Select(loss => (loss.Epoch, loss.Epoch == 1 ? loss.Value : (double?)null))]);
    }

    private async Task KeepsTheModelThatServesAsync()
    {
        var selection = await GetAsync("/selection");
        var version = await GetAsync("/models/glyph-classifier/versions/1");
        var evaluation = await GetAsync("/models/glyph-classifier/versions/1/evaluation");

        var serves = selection.GetProperty("items").EnumerateArray().Single(item => item.GetProperty("task").GetString() == "classify");
        Assert.Equal(("glyph-classifier", 1), (serves.GetProperty("model").GetProperty("name").GetString(), serves.GetProperty("model").GetProperty("version").GetInt32()));
        Assert.Equal(Digest, version.GetProperty("digest").GetString());
        Assert.Equal(0.8816, evaluation.GetProperty("classifier").GetProperty("report").GetProperty("accuracy").GetDouble());
    }

    private async Task KeepsTheJobThatHadEndedAsync()
    {
        var jobs = await GetAsync("/jobs");
        var job = await GetAsync($"/jobs/{Ended}");
        var checkpoints = await GetAsync($"/jobs/{Ended}/checkpoints");
        var log = await _host.Client.GetStringAsync(new Uri($"/jobs/{Ended}/logs", UriKind.Relative), Token);

        Assert.Equal([Waiting, Interrupted, Ended], jobs.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()));
        Assert.Equal("letters", job.GetProperty("tags").GetProperty("team").GetString());
        Assert.Equal(0.01, job.GetProperty("hyperparameters").GetProperty("learningRate").GetDouble());
        Assert.Equal([(1, 1.1)], await LossesAsync(Ended));
        Assert.Single(checkpoints.GetProperty("items").EnumerateArray());
        Assert.Contains("The job is succeeded.", log, StringComparison.Ordinal);
    }

    private async Task<IEnumerable<(int Epoch, double Value)>> LossesAsync(string id) =>
        (await GetAsync($"/jobs/{id}/metrics?key=train/loss")).GetProperty("items").EnumerateArray()
            .Select(point => (point.GetProperty("epoch").GetInt32(), Math.Round(point.GetProperty("value").GetDouble(), 3)));

    private Task<JsonElement> GetAsync(string address) => _host.Client.GetFromJsonAsync<JsonElement>(new Uri(address, UriKind.Relative), Token);
}
