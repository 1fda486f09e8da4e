using Clearsight.Domain;
using Clearsight.Domain.Models;
using Clearsight.Serving.Images;
using Clearsight.Serving.Inference;
using Clearsight.Serving.Models;
using Clearsight.Serving.Shadows;
using Clearsight.Serving.Tests.Drawn;
using Clearsight.Serving.Tests.Models;

namespace Clearsight.Serving.Tests.Shadows;

public sealed class ShadowTrafficTests
{
    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Equal_models_agree_in_everything()
    {
        await using var host = await ServingHost.StartWithModelsAsync();
        await ShadowAsync(host, await UntrainedModel.RegisterClassifierAsync(host.Registry, seed: 2), share: 1);
        await ShadowAsync(host, await UntrainedModel.RegisterDenoiserAsync(host.Registry, seed: 1), share: 1);

        await ClassifyAsync(host);
        await DenoiseAsync(host, DenoiseSize.Native);
        await DenoiseAsync(host, DenoiseSize.Model);

        var classify = await ReportAsync(host, TaskKind.Classify, shadowed: 1);
        Assert.Equal(new ShadowAgreement(1, 1, 0, null), classify.Agreement);
        Assert.NotNull(classify.SelectedLatency);
        Assert.NotNull(classify.ShadowLatency);
        Assert.Equal(new ShadowAgreement(2, null, 0, double.PositiveInfinity), (await ReportAsync(host, TaskKind.Denoise, shadowed: 2)).Agreement);
    }

    [Fact]
    public async Task The_difference_of_two_classifiers_is_that_of_their_answers()
    {
        await using var host = await ServingHost.StartWithModelsAsync();
        var version = await UntrainedModel.RegisterClassifierAsync(host.Registry, seed: 3);
        await ShadowAsync(host, version, share: 1);

        var selected = await ClassifyAsync(host);
        var shadow = await ClassifyAsync(host, version.Reference.ToString());

        var report = await ReportAsync(host, TaskKind.Classify, shadowed: 1);
        var others = shadow.Predictions.ToDictionary(prediction => prediction.Label, prediction => prediction.Probability);
        Assert.Equal(selected.Predictions.Average(prediction => Math.Abs(prediction.Probability - others[prediction.Label])), report.Agreement!.MeanDifference, 1e-6);
        Assert.Equal(selected.Predictions[0].Label == shadow.Predictions[0].Label ? 1 : 0, report.Agreement.SameLabel);
        Assert.Equal(1, report.Seen);
    }

    /// <summary>Of the same weights, so that the difference is all of the form's.</summary>
    [Fact]
    public async Task A_shadow_is_asked_in_the_form_in_which_it_would_serve()
    {
        await using var host = await ServingHost.StartWithModelsAsync();
        var version = await UntrainedModel.RegisterClassifierAsync(host.Registry, seed: 2, ranges: [2, 4, 8]);
        await ShadowAsync(host, version, share: 1);

        var selected = await ClassifyAsync(host);
        var shadow = await ClassifyAsync(host, version.Reference.ToString());
        var ofPicture = (await ReportAsync(host, TaskKind.Classify, shadowed: 1)).Agreement!;
        await InferAsync(host, TaskKind.Classify, count: 1);
        var withTensor = (await ReportAsync(host, TaskKind.Classify, shadowed: 2)).Agreement!;

        var others = shadow.Predictions.ToDictionary(prediction => prediction.Label, prediction => prediction.Probability);
        var difference = selected.Predictions.Average(prediction => Math.Abs(prediction.Probability - others[prediction.Label]));
        Assert.InRange(difference, 1e-6, 0.1);
        Assert.Equal(difference, ofPicture.MeanDifference, 1e-6);
        // In floating point the two are one and the same: nothing is added by the second image.
        Assert.Equal(difference / 2, withTensor.MeanDifference, 1e-6);
    }

    [Fact]
    public async Task The_difference_of_two_denoisers_is_that_of_their_pictures()
    {
        await using var host = await ServingHost.StartWithModelsAsync();
        var version = await UntrainedModel.RegisterDenoiserAsync(host.Registry, seed: 3);
        await ShadowAsync(host, version, share: 1);

        var selected = await DenoiseAsync(host, DenoiseSize.Native);
        var shadow = await DenoiseAsync(host, DenoiseSize.Native, version.Reference.ToString());

        var report = await ReportAsync(host, TaskKind.Denoise, shadowed: 1);
        double[] differences = [.. selected.Zip(shadow, (one, other) => Math.Abs(one - other) / 255.0)];
        Assert.Equal(differences.Average(), report.Agreement!.MeanDifference, 1e-9);
        Assert.Equal(-10 * Math.Log10(differences.Average(difference => difference * difference)), report.Agreement.Psnr!.Value, 1e-6);
    }

    [Fact]
    public async Task A_batch_is_one_request_of_many_images_of_which_the_first_are_compared()
    {
        await using var host = await ServingHost.StartWithModelsAsync();
        await ShadowAsync(host, await UntrainedModel.RegisterClassifierAsync(host.Registry, seed: 2), share: 1);
        await ShadowAsync(host, await UntrainedModel.RegisterDenoiserAsync(host.Registry, seed: 1), share: 1);

        await InferAsync(host, TaskKind.Classify, count: 100);
        await InferAsync(host, TaskKind.Denoise, count: 3);

        var classify = await ReportAsync(host, TaskKind.Classify, shadowed: 1);
        Assert.Equal((1, new ShadowAgreement(64, 1, 0, null)), (classify.Seen, classify.Agreement));
        Assert.Equal(new ShadowAgreement(3, null, 0, double.PositiveInfinity), (await ReportAsync(host, TaskKind.Denoise, shadowed: 1)).Agreement);
    }

    [Fact]
    public async Task Requests_that_name_their_model_are_no_business_of_the_shadow()
    {
        await using var host = await ServingHost.StartWithModelsAsync();
        await ShadowAsync(host, await UntrainedModel.RegisterClassifierAsync(host.Registry, seed: 3), share: 1);

        await ClassifyAsync(host, "some-classifier:1");
        await ClassifyAsync(host, "some-classifier:2");

        Assert.Equal(0, host.Get<ShadowTraffic>().Find(TaskKind.Classify)!.Seen);
    }

    [Fact]
    public async Task So_many_requests_are_chosen_as_the_share_says_and_the_same_ones_every_time()
    {
        await using var host = await ServingHost.StartWithModelsAsync();
        var version = await UntrainedModel.RegisterClassifierAsync(host.Registry, seed: 3);

        var (first, second) = (await ChosenAsync(host, version, share: 0.25), await ChosenAsync(host, version, share: 0.25));

        Assert.Equal(first, second);
        Assert.InRange(first.Count(chosen => chosen), 200, 300);
        Assert.DoesNotContain(true, await ChosenAsync(host, version, share: 0));
        Assert.DoesNotContain(false, await ChosenAsync(host, version, share: 1));
    }

    [Fact]
    public async Task Counts_begin_anew_with_another_selected_version_or_shadow_and_not_with_another_share()
    {
        await using var host = await ServingHost.StartWithModelsAsync();
        var (second, third) = (await UntrainedModel.RegisterClassifierAsync(host.Registry, seed: 3), await UntrainedModel.RegisterClassifierAsync(host.Registry, seed: 4));
        await ShadowAsync(host, second, share: 1);
        await ClassifyAsync(host);
        await ShadowAsync(host, second, share: 0);
        await ClassifyAsync(host);
        var report = await ReportAsync(host, TaskKind.Classify, shadowed: 1);
        Assert.Equal((2, 0, "some-classifier:1"), (report.Seen, report.Share, report.Selected.ToString()));

        await host.SelectAsync(third);
        report = host.Get<ShadowTraffic>().Find(TaskKind.Classify)!;
        Assert.Equal((0, 0, "some-classifier:3", "some-classifier:2"), (report.Seen, report.Shadowed, report.Selected.ToString(), report.Shadow.ToString()));
        await ClassifyAsync(host);

        await ShadowAsync(host, (await host.Registry.FindAsync(ModelReference.Parse("some-classifier:1"), Cancellation))!, share: 1);
        report = host.Get<ShadowTraffic>().Find(TaskKind.Classify)!;
        Assert.Equal((0, "some-classifier:1"), (report.Seen, report.Shadow.ToString()));
    }

    [Fact]
    public async Task A_shadow_that_is_selected_runs_no_longer()
    {
        await using var host = await ServingHost.StartWithModelsAsync();
        var version = await UntrainedModel.RegisterClassifierAsync(host.Registry, seed: 3);
        await ShadowAsync(host, version, share: 1);

        await host.SelectAsync(version);

        Assert.Null(host.Get<ShadowTraffic>().Find(TaskKind.Classify));
        Assert.Equal(version.Reference, host.Serving(TaskKind.Classify));
    }

    [Fact]
    public async Task A_shadow_runs_again_after_a_restart_and_counts_anew()
    {
        await using var host = await ServingHost.StartWithModelsAsync();
        await ShadowAsync(host, await UntrainedModel.RegisterClassifierAsync(host.Registry, seed: 3), share: 1);
        await ClassifyAsync(host);

        await host.RestartAsync();

        Assert.Equal(0, host.Get<ShadowTraffic>().Find(TaskKind.Classify)!.Seen);
        await ClassifyAsync(host);
        Assert.Equal(1, (await ReportAsync(host, TaskKind.Classify, shadowed: 1)).Seen);
    }

    [Fact]
    public async Task A_shadow_that_does_not_load_any_more_leaves_the_host_as_if_there_were_none()
    {
        await using var host = await ServingHost.StartWithModelsAsync();
        var version = await UntrainedModel.RegisterClassifierAsync(host.Registry, seed: 3);
        await ShadowAsync(host, version, share: 1);
        await File.WriteAllBytesAsync(await host.Registry.PathOfAsync(version, ModelFiles.Onnx, Cancellation), [1, 2, 3], Cancellation);

        await host.RestartAsync();

        Assert.Null(host.Get<ShadowTraffic>().Find(TaskKind.Classify));
        Assert.Equal(1, (await ClassifyAsync(host)).Model.Version);
    }

    private static async Task<bool[]> ChosenAsync(ServingHost host, ModelVersion version, double share)
    {
        using var run = new ShadowRun(
            new ModelReference("other", 1), ServedModel.Load(version, await host.Registry.PathOfAsync(version, ModelFiles.Onnx, Cancellation)), share, DateTimeOffset.UnixEpoch);
        return [.. Enumerable.Range(0, 1_000).Select(_ => run.Takes())];
    }

    private static async Task ShadowAsync(ServingHost host, ModelVersion version, double share)
    {
        await host.Get<ISelectionStore>().ChangeAsync(
            version.Manifest.Task, new SelectionChange { Shadow = version.Reference, Share = share }, "test", Cancellation);
        await host.Get<SelectionFollower>().CatchUpAsync(Cancellation);
    }

    private static async Task<ClassifiedImage> ClassifyAsync(ServingHost host, string? model = null)
    {
        using var drawn = Drawing.Ring(28, 28);
        return await host.Get<Classifier>().ClassifyAsync(Drawing.Encode(drawn, "png"), new ClassifyRequest(model), Cancellation);
    }

    /// <returns>The colours of the cleaned picture.</returns>
    private static async Task<IReadOnlyList<byte>> DenoiseAsync(ServingHost host, DenoiseSize size, string? model = null)
    {
        using var drawn = Drawing.Ring(40, 30);
        var answer = await host.Get<Denoiser>().DenoiseAsync(Drawing.Encode(drawn, "png"), model, size, Cancellation);
        using var cleaned = host.Get<ImageDecoder>().Decode(answer.Png, Cancellation);
        var step = cleaned.BytesPerPixel;
        return [.. cleaned.Pixels.ToArray().Where((_, index) => index % step < cleaned.Channels)];
    }

    private static async Task InferAsync(ServingHost host, TaskKind task, int count)
    {
        using var use = host.Get<SelectedModels>().Enter(task);
        using var values = PooledFloats.OfLength(count * 28 * 28);
        var random = new RandomStream(1, "images");
        foreach (ref var value in values.Span)
        {
            value = (float)random.NextDouble();
        }

        using var answer = await host.Get<BatchInference>().RunAsync(use, new ImageBatch(values, count, 28, 28), Cancellation);
    }

    private static async Task<ShadowReport> ReportAsync(ServingHost host, TaskKind task, int shadowed)
    {
        await ShadowQueueTests.UntilAsync(() => host.Get<ShadowTraffic>().Find(task)!.Shadowed == shadowed);
        return host.Get<ShadowTraffic>().Find(task)!;
    }
}
