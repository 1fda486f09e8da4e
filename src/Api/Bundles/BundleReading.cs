using System.Text;
using System.Text.Json;
using Clearsight.Api.Problems;
using Clearsight.Domain;
using Clearsight.Domain.Evaluation;
using Clearsight.Domain.Metrics;
using Clearsight.Domain.Models;
using Clearsight.Learning.Networks;
using Clearsight.Storage.Bundles;
using Clearsight.Storage.Models;

namespace Clearsight.Api.Bundles;

/// <summary>Reads what an unpacked bundle says in words, and holds it against its own digests and against the rules of each file.</summary>
internal static class BundleReading
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <returns>What the bundle says of its model; the weights are still to be looked at.</returns>
    /// <exception cref="InvalidRequestException">
    /// Files are not those that the manifest has the digests of, or break rules. Pointers are a file's name and, behind
    /// <c>#</c>, a JSON pointer into it.
    /// </exception>
    public static ManifestFile Read(UnpackedBundle bundle)
    {
        var violations = new List<Violation>();
        var manifest = Parse(bundle, ModelFiles.Manifest, ManifestFile.ParseStrictly, violations);
        if (manifest is not null)
        {
            violations.AddRange(Digests(bundle, manifest));
        }

        // What somebody changed is not worth reading on.
        if (manifest is null || violations.Count > 0)
        {
            throw new InvalidRequestException(violations);
        }

        var model = manifest.Model;
        violations.AddRange(Under($"{ModelFiles.Manifest}#/model", [.. ManifestRules.Violations(model), .. NetworkRules.Violations(model)]));
        if (bundle.Has(ModelFiles.QuantizedOnnx) != model.SignalRanges.Count > 0)
        {
            violations.Add(new Violation($"{ModelFiles.Manifest}#/model/signalRanges", $"There are ranges where there is a '{ModelFiles.QuantizedOnnx}', and none where there is not."));
        }

        violations.AddRange(Card(bundle));
        if (bundle.Has(ModelFiles.Evaluation) && Parse(bundle, ModelFiles.Evaluation, EvaluationFile.ParseStrictly, violations) is { } evaluation)
        {
            violations.AddRange(Under($"{ModelFiles.Evaluation}#", EvaluationRules.Violations(new ModelEvaluation(evaluation.Classifier, evaluation.Denoiser), model)));
        }

        if (bundle.Has(ModelFiles.LearningCurves) && Parse(bundle, ModelFiles.LearningCurves, LearningCurvesFile.ParseStrictly, violations) is { } curves)
        {
            violations.AddRange(Under($"{ModelFiles.LearningCurves}#/curves", LearningCurveRules.Violations(new LearningCurves(curves.Curves))));
        }

        return violations.Count == 0 ? manifest : throw new InvalidRequestException(violations);
    }

    private static IEnumerable<Violation> Digests(UnpackedBundle bundle, ManifestFile manifest)
    {
        const string listed = $"{ModelFiles.Manifest}#/files";
        foreach (var (file, digest) in bundle.Digests.Where(file => file.Key != ModelFiles.Manifest))
        {
            if (!manifest.Files.TryGetValue(file, out var expected))
            {
                yield return new Violation(file, $"The bundle has '{file}', which {ModelFiles.Manifest} does not list.");
            }
            else if (digest != expected)
            {
                yield return new Violation(file, $"'{file}' is not the file that {ModelFiles.Manifest} has the digest of: one of the two was changed or damaged. Download the bundle again.");
            }
        }

        foreach (var file in manifest.Files.Keys.Where(file => file == ModelFiles.Manifest || !bundle.Has(file)))
        {
            yield return new Violation(listed + JsonPointer.To(file), $"{ModelFiles.Manifest} lists a file that the bundle does not have beside it.");
        }

        if (manifest.Digest != manifest.Files.GetValueOrDefault(ModelFiles.Weights))
        {
            yield return new Violation($"{ModelFiles.Manifest}#/digest", $"The digest of a model is that of '{ModelFiles.Weights}'.");
        }

        if (manifest.Version < 1)
        {
            yield return new Violation($"{ModelFiles.Manifest}#/version", "Versions count from 1.");
        }
    }

    /// <summary>A page of text, which whoever downloads it may show: no character that is not one.</summary>
    private static IEnumerable<Violation> Card(UnpackedBundle bundle)
    {
        string? text = null;
        try
        {
            text = StrictUtf8.GetString(bundle.Read(ModelFiles.Card));
        }
        catch (DecoderFallbackException)
        {
            // No text: said below.
        }

        return text is null || text.Any(character => char.IsControl(character) && character is not ('\n' or '\r' or '\t'))
            ? [new Violation(ModelFiles.Card, $"'{ModelFiles.Card}' is no text in UTF-8, or has control characters in it.")]
            : [];
    }

    private delegate T Parser<out T>(ReadOnlySpan<byte> json);

    /// <returns>Null where it cannot be read; <paramref name="violations"/> has the reason then.</returns>
    private static T? Parse<T>(UnpackedBundle bundle, string file, Parser<T> parse, List<Violation> violations)
        where T : class
    {
        try
        {
            return parse(bundle.Read(file));
        }
        catch (JsonException exception)
        {
            var problem = RequestReading.Json(exception, $"'{file}'");
            violations.AddRange(Under($"{file}#", problem.Violations ?? [new Violation("", problem.Detail)]));
        }
        catch (InvalidRequestException exception)
        {
            violations.AddRange(Under($"{file}#", exception.Violations));
        }

        return null;
    }

    private static IEnumerable<Violation> Under(string root, IEnumerable<Violation> violations) =>
        violations.Select(violation => violation with { Pointer = root + violation.Pointer });
}
