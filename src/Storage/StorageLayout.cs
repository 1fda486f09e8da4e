using Clearsight.Domain;
using Clearsight.Domain.Jobs;
using Microsoft.Extensions.Options;

namespace Clearsight.Storage;

/// <summary>
/// What lies where in the storage directory:
/// <code>
/// clearsight.db                     the rows (and -wal, -shm while a host runs), unless they are in PostgreSQL
/// host.lock                         held by the one host that may use the directory, or by all that share its database
/// keys/                             what seals sign-in cookies; for the service's own user only
/// models/{name}/{version}/          a registered model version, complete and never changed
/// models/.staging-{random}/         a version being written, imported or removed; swept at a later start
/// jobs/{id}/checkpoints-{attempt}/  what a training can go on from; without a number, of a version before these had one
/// jobs/{id}/output-{attempt}/       the model's files, until they are registered and the job has succeeded
/// jobs/{id}/artifacts/              the pages that a report ended with
/// jobs/.deleted-{id or random}/     a job, or a part of one, being removed; swept at a later start
/// </code>
/// Names and ids are checked here once more, so that no path can lead outside.
/// </summary>
public sealed class StorageLayout(IOptions<StorageOptions> options)
{
    internal const string StagingPrefix = ".staging-";
    internal const string DeletedPrefix = ".deleted-";
    internal const string Checkpoints = "checkpoints";
    internal const string Output = "output";

    public string Root { get; } = Path.GetFullPath(options.Value.Directory);

    /// <param name="attempt">0 for what a version of the program left that did not tell attempts apart.</param>
    public string CheckpointFolder(string jobId, int attempt = 0) => AttemptFolder(jobId, Checkpoints, attempt);

    internal string OutputFolder(string jobId, int attempt) => AttemptFolder(jobId, Output, attempt);

    /// <summary>The folder of the keys that seal cookies, made where it is missing; nobody else on the machine may look into it.</summary>
    public DirectoryInfo CreateKeysFolder()
    {
        var folder = Path.Combine(Root, "keys");
        return OperatingSystem.IsWindows()
            ? Directory.CreateDirectory(folder)
            : Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    internal string ArtifactFolder(string jobId) => Path.Combine(JobFolder(jobId), "artifacts");

    internal string DatabaseFile => Path.Combine(Root, "clearsight.db");

    internal string LockFile => Path.Combine(Root, "host.lock");

    internal string Models => Path.Combine(Root, "models");

    internal string Jobs => Path.Combine(Root, "jobs");

    internal string ModelFolder(string name, int version) => Naming.IsValid(name) && version > 0
        ? Path.Combine(Models, name, version.ToString())
        : throw new ArgumentException($"'{name}:{version}' is no model version.", nameof(name));

    /// <summary>The versions that have a folder here, by name and number.</summary>
    internal IReadOnlyList<(string Name, int Version)> ModelFolders() =>
    [
        .. from nameFolder in Directory.EnumerateDirectories(Models)
           let name = Path.GetFileName(nameFolder)
           where Naming.IsValid(name)
           from folder in Directory.EnumerateDirectories(nameFolder)
           let version = int.TryParse(Path.GetFileName(folder), out var number) ? number : 0
           where version > 0
           orderby name, version
           select (name, version),
    ];

    internal string NewStagingFolder() => Path.Combine(Models, StagingPrefix + Guid.NewGuid().ToString("N"));

    internal string JobFolder(string id) => Path.Combine(Jobs, Checked(id));

    /// <summary>For a part of a job that is being removed; swept like <see cref="DeletedJobFolder"/>.</summary>
    internal string NewDeletedFolder() => Path.Combine(Jobs, DeletedPrefix + Guid.NewGuid().ToString("N"));

    internal string DeletedJobFolder(string id) => Path.Combine(Jobs, DeletedPrefix + Checked(id));

    private string AttemptFolder(string jobId, string name, int attempt) => Path.Combine(
        JobFolder(jobId), attempt == 0 ? name : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{name}-{attempt}"));

    private static string Checked(string jobId) => TrainingJob.IsId(jobId)
        ? jobId
        : throw new ArgumentException($"'{jobId}' is no job id.", nameof(jobId));
}
