using Clearsight.Domain;
using Clearsight.Domain.Datasets;
using Clearsight.Domain.Models;
using Clearsight.Domain.Recipes;

namespace Clearsight.Api.Jobs;

/// <summary>Looks whether the teacher that a training names can teach it.</summary>
internal sealed class TeacherCheck(IModelRegistry registry)
{
    private const string Pointer = "/hyperparameters/teacher";

    /// <param name="hyperparameters">Whose teacher is empty or <c>name:version</c>.</param>
    /// <param name="dataset">What the job trains on; null where there is no such data set.</param>
    public async Task CheckAsync(
        Hyperparameters hyperparameters, DatasetCard? dataset, ICollection<Violation> violations, CancellationToken cancellationToken)
    {
        if (hyperparameters.Teacher.Length > 0 && await ProblemAsync(hyperparameters.Teacher, dataset, cancellationToken) is { } problem)
        {
            violations.Add(new Violation(Pointer, problem));
        }
    }

    private async Task<string?> ProblemAsync(string name, DatasetCard? dataset, CancellationToken cancellationToken)
    {
        if (await registry.FindAsync(ModelReference.Parse(name), cancellationToken) is not { Manifest: var teacher })
        {
            return $"There is no model version '{name}' to learn from; train it first, or leave teacher out.";
        }

        if (teacher.Task != TaskKind.Classify)
        {
            return $"'{name}' is a {teacher.Network}, which tells no classes apart; a teacher must be a classifier.";
        }

        if (dataset is not null && !teacher.Classes.SequenceEqual(dataset.Classes, StringComparer.Ordinal))
        {
            return $"'{name}' does not tell the classes of '{dataset.Name}' apart; a teacher must have the same ones in the same order: {string.Join(", ", dataset.Classes)}.";
        }

        return dataset is null || (Takes(teacher.InputShape[2], dataset.Height) && Takes(teacher.InputShape[3], dataset.Width))
            ? null
            : $"'{name}' takes images of {teacher.InputShape[3]} × {teacher.InputShape[2]} pixels; those of '{dataset.Name}' have {dataset.Width} × {dataset.Height}.";
    }

    private static bool Takes(int wanted, int size) => wanted is -1 || wanted == size;
}
