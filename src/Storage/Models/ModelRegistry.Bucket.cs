using Clearsight.Domain.Jobs;
using Clearsight.Domain.Models;
using Clearsight.Storage.Artifacts;
using Clearsight.Storage.Database;
using Clearsight.Storage.Jobs;

namespace Clearsight.Storage.Models;

/// <summary>
/// Where hosts share their files in a bucket: what is brought up there may take longer than a transaction lives, so a
/// version's number is given out first, for good. Should the host be lost before the row is there, the number is left out,
/// and what is in the bucket is swept later (<see cref="BucketSweep"/>).
/// </summary>
internal sealed partial class ModelRegistry
{
    private async Task<ModelVersion> RegisterAsync(
        StagedModel staged, ModelManifest manifest, JobAttempt? attempt, BucketModels shared, CancellationToken cancellationToken)
    {
        var (number, registered) = await GiveOutAsync(manifest, attempt, cancellationToken);
        if (registered is not null)
        {
            return registered;
        }

        var model = await staged.CompleteAsync(manifest, number, cancellationToken);
        await shared.PublishAsync(staged.Folder, model, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await Fence.PassAsync(db, attempt, cancellationToken);
        await db.LockRegistryAsync(cancellationToken);
        if (await OfJobAsync(db, manifest.JobId, cancellationToken) is { } meanwhile)
        {
            return meanwhile;
        }

        var target = layout.ModelFolder(manifest.Name, number);
        PutAside(target);
        staged.Place(target);
        db.ModelVersions.Add(model.ToRow());
        await db.SaveChangesAsync(CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
        return model;
    }

    /// <returns>The next number of the name; or the version that the job has already.</returns>
    private async Task<(int Number, ModelVersion? Registered)> GiveOutAsync(ModelManifest manifest, JobAttempt? attempt, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await Fence.PassAsync(db, attempt, cancellationToken);
        await db.LockRegistryAsync(cancellationToken);
        if (await OfJobAsync(db, manifest.JobId, cancellationToken) is { } registered)
        {
            return (0, registered);
        }

        var number = ++(await NameAsync(db, manifest.Name, cancellationToken)).LastVersion;
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (number, null);
    }
}
