using Clearsight.Datasets.Tests.Idx;
using Clearsight.Domain;

namespace Clearsight.Datasets.Tests.Files;

public sealed class DataDirectoryTests : IDisposable
{
    private readonly TinyDataset _dataset = new TinyDataset().WithLabels();

    public void Dispose() => _dataset.Dispose();

    [Theory]
    [InlineData("train-images-idx3-ubyte.gz", true)]
    [InlineData("train-images-idx3-ubyte", false)]
    [InlineData("train-images-idx3-ubyte", true)]
    public async Task A_file_may_lie_there_compressed_or_not(string name, bool compressed)
    {
        Put(name, compressed ? _dataset.CompressedImages : IdxFiles.Bytes(_dataset.Images));
        Assert.Equal(_dataset.Images.Data, (await LoadAsync()).Pixels);
    }

    [Fact]
    public async Task A_missing_file_is_named_with_its_place_when_downloads_are_off()
    {
        var exception = await Assert.ThrowsAsync<TrainingFailedException>(LoadAsync);
        Assert.Equal(
            "The file 'train-images-idx3-ubyte.gz' of Tiny is missing and downloads are switched off. Put it, or the uncompressed "
            + "'train-images-idx3-ubyte', into the folder 'tiny' of the data directory (Data:Directory).",
            exception.Message);
    }

    [Fact]
    public async Task One_wrong_bit_in_a_file_is_noticed_at_each_reading()
    {
        Put("train-images-idx3-ubyte", IdxFiles.Bytes(_dataset.Images));
        await LoadAsync();
        var broken = IdxFiles.Bytes(_dataset.Images);
        broken[^1] ^= 1;
        Put("train-images-idx3-ubyte", broken);
        var exception = await Assert.ThrowsAsync<TrainingFailedException>(LoadAsync);
        Assert.StartsWith("The file 'tiny/train-images-idx3-ubyte' is not a valid IDX file: the SHA-256", exception.Message, StringComparison.Ordinal);
        Assert.EndsWith("or remove it to have it downloaded.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_truncated_file_is_noticed()
    {
        Put("train-images-idx3-ubyte.gz", _dataset.CompressedImages[..10_000]);
        var exception = await Assert.ThrowsAsync<TrainingFailedException>(LoadAsync);
        Assert.StartsWith("The file 'tiny/train-images-idx3-ubyte.gz' is not a valid IDX file: ", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_directory_that_is_no_directory_fails_with_a_sentence_and_without_its_path()
    {
        var file = Path.Combine(_dataset.Directory, "file");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        using var host = _dataset.Host(("Data:Directory", file));
        var exception = await Assert.ThrowsAsync<TrainingFailedException>(() => _dataset.LoadAsync(host, [new("http://127.0.0.1:1/")]));
        Assert.Equal("The file 'tiny/train-labels-idx1-ubyte.gz' in the data directory (Data:Directory) cannot be read or written.", exception.Message);
    }

    private void Put(string name, byte[] content) => File.WriteAllBytes(Path.Combine(_dataset.Folder, name), content);

    private async Task<Domain.Datasets.LabelledImages> LoadAsync()
    {
        using var host = _dataset.Host(("Data:Download", "false"));
        return await _dataset.LoadAsync(host, []);
    }
}
