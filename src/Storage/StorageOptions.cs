using System.ComponentModel.DataAnnotations;

namespace Clearsight.Storage;

/// <summary>Where a host keeps what must outlive it; configuration section <c>Storage</c>.</summary>
public sealed class StorageOptions
{
    public const string Section = "Storage";

    /// <summary>The folder of the database and of all files (<see cref="StorageLayout"/>); relative to the current directory.</summary>
    [Required(ErrorMessage = "Storage:Directory is empty; name a folder, or leave the setting out to use 'storage'.")]
    public string Directory { get; set; } = "storage";
}
