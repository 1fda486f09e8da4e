using System.Collections.Concurrent;
using Clearsight.Datasets.Tests.Idx;
using Clearsight.Domain;
using Clearsight.Domain.Datasets;
using static Clearsight.Datasets.Tests.Files.TinyDataset;

namespace Clearsight.Datasets.Tests.Files;

public sealed class DownloadTests : IAsyncLifetime
{
    private readonly TinyDataset _dataset = new();
    private MirrorServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await MirrorServer.StartAsync();
        _dataset.PublishOn(_server);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _dataset.Dispose();
    }

    [Fact]
    public async Task Missing_files_are_downloaded_once_and_then_read_from_the_disk()
    {
        using var host = _dataset.Host();
        var images = await _dataset.LoadAsync(host, [_server.Address]);
        Assert.Equal(_dataset.Images.Data, images.Pixels);
        Assert.Equal(_dataset.Labels.Data, images.Labels);
        Assert.Equal([ImagesFile, LabelsFile], _dataset.FilesLeft());
        await _dataset.LoadAsync(host, [_server.Address]);
        Assert.Equal(2, _server.Requests.Count);
    }

    [Fact]
    public async Task Progress_grows_to_the_whole_file()
    {
        using var host = _dataset.Host();
        var reports = new Reports();
        await _dataset.WithLabels().LoadAsync(host, [_server.Address], reports);
        var length = _server.Files[ImagesFile].LongLength;
        Assert.All(reports.Items, report => Assert.Equal(($"tiny/{ImagesFile}", length), (report.File, report.TotalBytes)));
        Assert.True(reports.Items.Count >= 3, "2.4 MB are reported at least three times");
        Assert.Equal(reports.Items.Select(report => report.Bytes).Order(), reports.Items.Select(report => report.Bytes));
        Assert.Equal(length, reports.Items.Last().Bytes);
    }

    [Fact]
    public async Task A_cut_connection_is_resumed_where_it_broke()
    {
        _server.Next(MirrorServer.CutAfter(500_000));
        using var host = _dataset.Host();
        var images = await _dataset.WithLabels().LoadAsync(host, [_server.Address]);
        Assert.Equal(_dataset.Images.Data, images.Pixels);
        Assert.Equal([null, "bytes=500000-"], _server.Requests.Select(request => request.Range));
    }

    [Fact]
    public async Task A_later_process_resumes_what_an_earlier_one_left()
    {
        _server.Next(MirrorServer.CutAfter(500_000));
        using (var first = _dataset.Host(("Data:Attempts", "1")))
        {
            await Assert.ThrowsAsync<TrainingFailedException>(() => _dataset.WithLabels().LoadAsync(first, [_server.Address]));
        }

        using var second = _dataset.Host(("Data:Attempts", "1"));
        var reports = new Reports();
        await _dataset.LoadAsync(second, [_server.Address], reports);
        Assert.Equal("bytes=500000-", _server.Requests[^1].Range);
        Assert.True(reports.Items.First().Bytes > 500_000, "progress counts what was there already");
        Assert.Equal(_server.Files[ImagesFile].Length, reports.Items.First().TotalBytes);
    }

    [Fact]
    public async Task A_server_that_knows_no_ranges_sends_the_whole_again()
    {
        _server.Next(MirrorServer.CutAfter(500_000), MirrorServer.Whole);
        using var host = _dataset.Host();
        var images = await _dataset.WithLabels().LoadAsync(host, [_server.Address]);
        Assert.Equal(_dataset.Images.Data, images.Pixels);
        Assert.Equal(2, _server.Requests.Count);
    }

    [Fact]
    public async Task A_file_that_changed_between_two_halves_is_downloaded_from_the_start()
    {
        _server.Next(async (context, file) =>
        {
            await MirrorServer.CutAfter(500_000)(context, new byte[file.Length]);
        });
        using var host = _dataset.Host();
        var images = await _dataset.WithLabels().LoadAsync(host, [_server.Address]);
        Assert.Equal(_dataset.Images.Data, images.Pixels);
        Assert.Equal([null, "bytes=500000-", null], _server.Requests.Select(request => request.Range));
    }

    [Fact]
    public async Task A_partial_file_that_is_longer_than_the_mirrors_is_thrown_away()
    {
        var whole = _server.Files[ImagesFile];
        _server.Files[ImagesFile] = [.. whole, .. new byte[300]];
        _server.Next(MirrorServer.CutAfter(whole.Length + 100));
        using (var first = _dataset.Host(("Data:Attempts", "1")))
        {
            await Assert.ThrowsAsync<TrainingFailedException>(() => _dataset.WithLabels().LoadAsync(first, [_server.Address]));
        }

        _server.Files[ImagesFile] = whole;
        using var second = _dataset.Host();
        await _dataset.LoadAsync(second, [_server.Address]);
        Assert.Equal([null, $"bytes={whole.Length + 100}-", null], _server.Requests.Select(request => request.Range));
    }

    [Theory]
    [InlineData(503)]
    [InlineData(429)]
    [InlineData(408)]
    public async Task A_mirror_that_is_busy_is_asked_again(int status)
    {
        _server.Next(MirrorServer.Status(status), MirrorServer.Status(status));
        using var host = _dataset.Host();
        await _dataset.WithLabels().LoadAsync(host, [_server.Address]);
        Assert.Equal(3, _server.Requests.Count);
    }

    [Fact]
    public async Task A_mirror_that_falls_silent_is_asked_again()
    {
        _server.Next(MirrorServer.SilentAfter(500_000));
        using var host = _dataset.Host(("Data:StallTimeout", "00:00:01"), ("Data:Attempts", "10"));
        var images = await _dataset.WithLabels().LoadAsync(host, [_server.Address]);
        Assert.Equal(_dataset.Images.Data, images.Pixels);
        Assert.Equal("bytes=500000-", _server.Requests[^1].Range);
    }

    [Fact]
    public async Task A_mirror_without_the_file_is_left_for_the_next_one_at_once()
    {
        await using var empty = await MirrorServer.StartAsync();
        using var host = _dataset.Host();
        await _dataset.WithLabels().LoadAsync(host, [empty.Address, _server.Address]);
        Assert.Single(empty.Requests);
    }

    [Fact]
    public async Task A_mirror_with_wrong_bytes_is_left_for_the_next_one()
    {
        await using var wrong = await MirrorServer.StartAsync();
        wrong.Files[ImagesFile] = IdxFiles.Gzip(IdxFiles.Bytes(new([3_000, 28, 28], new byte[3_000 * 28 * 28])));
        using var host = _dataset.Host();
        var images = await _dataset.WithLabels().LoadAsync(host, [wrong.Address, _server.Address]);
        Assert.Equal(_dataset.Images.Data, images.Pixels);
        Assert.Single(wrong.Requests);
        Assert.Equal([ImagesFile, LabelsFile], _dataset.FilesLeft());
    }

    [Fact]
    public async Task Wrong_bytes_never_take_the_files_name_and_the_message_says_what_to_do()
    {
        _server.Files[ImagesFile] = IdxFiles.Gzip(IdxFiles.Bytes(new([3_000, 28, 28], new byte[3_000 * 28 * 28])));
        using var host = _dataset.Host();
        var exception = await Assert.ThrowsAsync<TrainingFailedException>(() => _dataset.WithLabels().LoadAsync(host, [_server.Address]));
        Assert.Equal([LabelsFile], _dataset.FilesLeft());
        Assert.Contains($"instead of {_dataset.Images.Digest()}.", exception.Message, StringComparison.Ordinal);
        Assert.EndsWith(
            "Put it, or the uncompressed 'train-images-idx3-ubyte', into the folder 'tiny' of the data directory (Data:Directory).",
            exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(_dataset.Directory, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_without_end_is_cut_off()
    {
        _server.Next(MirrorServer.Endless);
        using var host = _dataset.Host();
        var exception = await Assert.ThrowsAsync<TrainingFailedException>(() => _dataset.WithLabels().LoadAsync(host, [_server.Address]));
        Assert.Contains("the server sends more than", exception.Message, StringComparison.Ordinal);
        Assert.Equal([LabelsFile], _dataset.FilesLeft());
    }

    [Fact]
    public async Task Without_a_network_the_message_says_which_file_goes_where()
    {
        var nobody = _server.Address;
        await _server.DisposeAsync();
        using var host = _dataset.Host();
        var exception = await Assert.ThrowsAsync<TrainingFailedException>(() => _dataset.LoadAsync(host, [nobody]));
        Assert.StartsWith("The file 'train-labels-idx1-ubyte.gz' of Tiny could not be downloaded: 127.0.0.1: Connection refused", exception.Message, StringComparison.Ordinal);
        Assert.Contains("into the folder 'tiny' of the data directory (Data:Directory).", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Several_callers_at_once_download_once_in_one_process_and_in_two(int processes)
    {
        var hosts = Enumerable.Range(0, processes).Select(_ => _dataset.Host()).ToArray();
        var loads = Enumerable.Range(0, 6).Select(caller => _dataset.LoadAsync(hosts[caller % processes], [_server.Address]));
        Assert.All(await Task.WhenAll(loads), images => Assert.Equal(_dataset.Images.Data, images.Pixels));
        Assert.Equal([ImagesFile, LabelsFile], _server.Requests.Select(request => request.File).Order());
        Array.ForEach(hosts, host => host.Dispose());
    }

    [Fact]
    public async Task A_caller_that_cancels_leaves_the_download_to_the_next_one()
    {
        using var canceled = new CancellationTokenSource();
        _server.Next(MirrorServer.SilentAfter(500_000));
        using var host = _dataset.Host();
        var underWay = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = _dataset.WithLabels().LoadAsync(host, [_server.Address], new Signal(underWay), canceled.Token);
        // Only then is it certain which of the two downloads and which one waits.
        await underWay.Task.WaitAsync(TestContext.Current.CancellationToken);
        var second = _dataset.LoadAsync(host, [_server.Address]);
        await canceled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.Equal(_dataset.Images.Data, (await second).Pixels);
        Assert.StartsWith("bytes=", _server.Requests[^1].Range, StringComparison.Ordinal);
    }

    private sealed class Reports : IProgress<DownloadProgress>
    {
        public ConcurrentQueue<DownloadProgress> Items { get; } = new();

        public void Report(DownloadProgress value) => Items.Enqueue(value);
    }

    /// <summary>Cancels as soon as there is anything to resume.</summary>
    private sealed class Signal(TaskCompletionSource source) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value) => source.TrySetResult();
    }
}
