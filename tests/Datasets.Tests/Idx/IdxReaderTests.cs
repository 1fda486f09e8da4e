using System.Security.Cryptography;
using Clearsight.Datasets.Idx;

namespace Clearsight.Datasets.Tests.Idx;

public sealed class IdxReaderTests
{
    private static readonly byte[] Images = IdxFiles.Bytes(IdxFiles.Images(5));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Images_come_back_as_they_were_written_plain_or_compressed(bool compressed)
    {
        var array = Read(compressed ? IdxFiles.Gzip(Images) : Images);
        Assert.Equal([5, 4, 3], array.Dimensions);
        Assert.Equal(Images[16..], array.Data);
    }

    [Fact]
    public void The_digest_is_that_of_the_uncompressed_file()
    {
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Images)), Read(IdxFiles.Gzip(Images)).Digest());
    }

    [Fact]
    public void A_header_is_laid_out_as_the_format_says()
    {
        Assert.Equal(Convert.FromHexString("0000080300000102000000040000001C"), new IdxArray([258, 4, 28], []).Header());
    }

    [Fact]
    public void Labels_are_not_taken_for_images()
    {
        Assert.Contains("begins with 0x00000801 instead of 0x00000803", Problem(IdxFiles.Bytes(IdxFiles.Labels(5))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "header")]
    [InlineData(1, "header")]
    [InlineData(15, "header")]
    [InlineData(16, "ends after 0 of the 60 bytes")]
    [InlineData(75, "ends after 59 of the 60 bytes")]
    public void A_file_that_ends_early_is_refused(int length, string problem)
    {
        Assert.Contains(problem, Problem(Images[..length]), StringComparison.Ordinal);
        Assert.Contains(problem, Problem(IdxFiles.Gzip(Images[..length])), StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_after_the_last_image_are_refused()
    {
        Assert.Contains("bytes follow", Problem([.. Images, 0]), StringComparison.Ordinal);
        Assert.Contains("bytes follow", Problem(IdxFiles.Gzip([.. Images, 0])), StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_compressed_member_is_refused()
    {
        Assert.Contains("bytes follow", Problem([.. IdxFiles.Gzip(Images), .. IdxFiles.Gzip([7])]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("00000000")]
    [InlineData("80000000")]
    [InlineData("FFFFFFFF")]
    public void A_dimension_that_is_no_count_is_refused(string dimension)
    {
        byte[] broken = [.. Images[..4], .. Convert.FromHexString(dimension), .. Images[8..]];
        Assert.Contains("its dimension 1 is", Problem(broken), StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_that_promises_more_than_fits_in_memory_is_refused_before_memory_is_taken()
    {
        byte[] broken = [.. Images[..4], .. Convert.FromHexString("7FFFFFFF7FFFFFFF7FFFFFFF")];
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("promises", Problem(broken, long.MaxValue), StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Fact]
    public void The_limit_counts_the_whole_uncompressed_file()
    {
        Assert.Equal(60, Read(Images, limit: 76).Data.Length);
        Assert.Contains("more than the 75", Problem(Images, limit: 75), StringComparison.Ordinal);
    }

    [Fact]
    public void No_more_is_inflated_than_the_header_promises()
    {
        // 64 MB of zeros in 64 KB behind a header that promises 60 bytes.
        var bomb = IdxFiles.Gzip([.. Images[..16], .. new byte[64 << 20]]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("bytes follow", Problem(bomb), StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Fact]
    public void A_damaged_compression_is_called_so()
    {
        var damaged = IdxFiles.Gzip(Images);
        damaged[^5] ^= 1;
        Assert.Contains("gzip compression is damaged", Problem(damaged), StringComparison.Ordinal);
    }

    [Fact]
    public void A_label_that_is_no_class_is_named_with_its_place()
    {
        IdxReader.CheckLabels(new IdxArray([3], [0, 9, 4]), "labels", 10);
        var exception = Assert.Throws<IdxFormatException>(() => IdxReader.CheckLabels(new IdxArray([3], [0, 10, 4]), "labels", 10));
        Assert.Equal("The file 'labels' is not a valid IDX file: label 1 is 10, but there are 10 classes, counted from 0.", exception.Message);
    }

    [Fact]
    public void Reading_stops_when_it_is_canceled()
    {
        Assert.ThrowsAny<OperationCanceledException>(() => IdxReader.Read(new MemoryStream(Images), "images", 3, 1_000, new CancellationToken(canceled: true)));
    }

    private static IdxArray Read(byte[] file, long limit = 1_000)
    {
        using var stream = new MemoryStream(file);
        return IdxReader.Read(stream, "images", 3, limit, TestContext.Current.CancellationToken);
    }

    private static string Problem(byte[] file, long limit = 1_000)
    {
        var exception = Assert.Throws<IdxFormatException>(() => Read(file, limit));
        Assert.StartsWith("The file 'images' is not a valid IDX file: ", exception.Message, StringComparison.Ordinal);
        return exception.Message;
    }
}
