using Clearsight.Domain.Jobs;

namespace Clearsight.Domain.Models;

public interface IModelRegistry
{
    /// <summary>
    /// Gives the model the next version number of its name and copies the files of <paramref name="folder"/>
    /// (<see cref="ModelFiles.Weights"/>, <see cref="ModelFiles.Onnx"/>, <see cref="ModelFiles.Card"/> and, where they are
    /// there, <see cref="ModelFiles.Evaluation"/> and <see cref="ModelFiles.LearningCurves"/>); the registry writes <see cref="ModelFiles.Manifest"/>. All or nothing: a
    /// crash leaves either no version or a whole one.
    /// A job that is registered again (its worker died just after) gets the version that it has already.
    /// </summary>
    /// <param name="attempt">When given, the version is registered only while the job is on this attempt.</param>
    /// <exception cref="ConflictException">The attempt is over.</exception>
    Task<ModelVersion> RegisterAsync(ModelManifest manifest, string folder, JobAttempt? attempt, CancellationToken cancellationToken);

    /// <inheritdoc cref="RegisterAsync(ModelManifest, string, JobAttempt, CancellationToken)"/>
    Task<ModelVersion> RegisterAsync(ModelManifest manifest, string folder, CancellationToken cancellationToken) =>
        RegisterAsync(manifest, folder, attempt: null, cancellationToken);

    /// <summary>The version, or the newest of that name; null where there is none.</summary>
    Task<ModelVersion?> FindAsync(ModelReference reference, CancellationToken cancellationToken);

    /// <summary>The newest version of every name, by name.</summary>
    Task<Page<ModelVersion>> ListAsync(PageRequest page, CancellationToken cancellationToken);

    /// <summary>All versions of a name, newest first.</summary>
    Task<IReadOnlyList<ModelVersion>> VersionsAsync(string name, CancellationToken cancellationToken);

    /// <summary>All versions with these weights, whatever they are called, by name and newest first.</summary>
    Task<IReadOnlyList<ModelVersion>> WithDigestAsync(string digest, CancellationToken cancellationToken);

    /// <exception cref="NotFoundException">There is no such version.</exception>
    /// <exception cref="ConflictException">It is selected, a shadow, a parent, the base of an unfinished job, or of an unfinished report.</exception>
    Task DeleteAsync(ModelReference reference, CancellationToken cancellationToken);

    /// <summary>Whether a version with this name and these weights was deleted, ever.</summary>
    Task<bool> WasDeletedAsync(string name, string digest, CancellationToken cancellationToken);

    /// <summary>
    /// The path of one of the version's files (<see cref="ModelFiles"/>), ready to be read. Where hosts share no folder, a
    /// version that is not here yet is fetched first.
    /// </summary>
    /// <exception cref="NotFoundException">The version has no such file.</exception>
    /// <exception cref="ConflictException">What was fetched is not what was registered.</exception>
    /// <exception cref="StoreAwayException">It cannot be fetched now.</exception>
    /// <exception cref="FileNotFoundException">It is not there to be fetched: the version was deleted.</exception>
    ValueTask<string> PathOfAsync(ModelVersion version, string file, CancellationToken cancellationToken);
}
