using Clearsight.Domain;
using Microsoft.Extensions.Options;

namespace Clearsight.Storage;

/// <summary>
/// What lies where in the storage directory:
/// <code>
/// clearsight.db                     the rows (and -wal, -shm while a host runs)
/// host.lock                         held by the one host that may use the directory
/// models/{name}/{version}/          a registered model version, complete and never changed
/// models/.staging-{random}/         a version being written, imported or removed; swept at the next start
/// jobs/{id}/checkpoints/            what a training can go on from
/// jobs/{id}/output/                 the model's files, until they are registered
/// jobs/{id}/artifacts/              the pages that a report ended with
/// jobs/.deleted-{id}/               a job being removed; swept at the next start
/// </code>
/// Names and ids are checked here once more, so that no path can lead outside.
/// </summary>
public sealed class StorageLayout(IOptions<StorageOptions> options)
{
    internal const string StagingPrefix = ".staging-";
    internal const string DeletedPrefix = ".deleted-";

    public string Root { get; } = Path.GetFullPath(options.Value.Directory);

    public string CheckpointFolder(string jobId) => Path.Combine(JobFolder(jobId), "checkpoints");

    public string OutputFolder(string jobId) => Path.Combine(JobFolder(jobId), "output");

    internal string ArtifactFolder(string jobId) => Path.Combine(JobFolder(jobId), "artifacts");

    internal string DatabaseFile => Path.Combine(Root, "clearsight.db");

    internal string LockFile => Path.Combine(Root, "host.lock");

    internal string Models => Path.Combine(Root, "models");

    internal string Jobs => Path.Combine(Root, "jobs");

    internal string ModelFolder(string name, int version) => Naming.IsValid(name) && version > 0
        ? Path.Combine(Models, name, version.ToString())
        : throw new ArgumentException($"'{name}:{version}' is no model version.", nameof(name));

    internal string NewStagingFolder() => Path.Combine(Models, StagingPrefix + Guid.NewGuid().ToString("N"));

    internal string JobFolder(string id) => Path.Combine(Jobs, Checked(id));

    internal string DeletedJobFolder(string id) => Path.Combine(Jobs, DeletedPrefix + Checked(id));

    private static string Checked(string jobId) => jobId.Length == 32 && jobId.All(char.IsAsciiHexDigitLower)
        ? jobId
        : throw new ArgumentException($"'{jobId}' is no job id.", nameof(jobId));
}
