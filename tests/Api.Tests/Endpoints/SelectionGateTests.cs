using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Clearsight.Api.Tests.Models;
using Clearsight.Api.Tests.Problems;
using Clearsight.Domain;
using Clearsight.Domain.Models;
using Clearsight.Serving.Tests.Models;

namespace Clearsight.Api.Tests.Endpoints;

/// <summary>Of the classifiers the first has 70 of 100 test images right and serves, the second 90, the third 60.</summary>
public sealed class SelectionGateTests : IAsyncLifetime
{
    private readonly TestHost _host = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IModelRegistry Registry => _host.Get<IModelRegistry>();

    public async ValueTask InitializeAsync()
    {
        await _host.SelectAsync(await UntrainedModel.RegisterClassifierAsync(Registry, seed: 1, evaluation: SampleEvaluations.OfTenClasses(70)));
        await UntrainedModel.RegisterClassifierAsync(Registry, seed: 2, evaluation: SampleEvaluations.OfTenClasses(90));
        await UntrainedModel.RegisterClassifierAsync(Registry, seed: 3, evaluation: SampleEvaluations.OfTenClasses(60));
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_version_that_comes_up_to_the_value_is_selected_and_the_history_says_how()
    {
        var answer = await SelectedAsync(2, new { metric = "accuracy", atLeast = 0.9 });

        Assert.Equal(0.9, answer.GetProperty("gate").GetProperty("value").GetDouble());
        Assert.Equal(0.9, answer.GetProperty("gate").GetProperty("wanted").GetDouble());
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("gate").GetProperty("selected").ValueKind);
        var history = (await _host.Client.GetFromJsonAsync<JsonElement>("/selection/classify/history", Token)).GetProperty("items");
        Assert.True(JsonElement.DeepEquals(answer.GetProperty("gate"), history[0].GetProperty("gate")));
        Assert.Equal(JsonValueKind.Null, history[1].GetProperty("gate").ValueKind);
        Assert.Equal("none", history[0].GetProperty("gate").GetProperty("dataset").GetProperty("name").GetString());
    }

    [Fact]
    public async Task A_version_that_does_not_come_up_to_it_is_refused_with_the_numbers()
    {
        var problem = await RefusedAsync(2, new { metric = "macroF1", atLeast = 0.95 }, 409);

        Assert.Equal(("macroF1", 0.95), (problem.Gate!.Metric, problem.Gate.Wanted));
        Assert.InRange(problem.Gate.Value!.Value, 0.85, 0.95);
        Assert.Contains("is not selected: its macroF1 on the test images of none is 0.", problem.Detail, StringComparison.Ordinal);
        Assert.Contains("at least 0.95 is wanted", problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_not_worse_than_the_selected_one_takes_over_and_the_answer_says_whether_chance_explains_it()
    {
        var gate = (await SelectedAsync(2, new { metric = "accuracy", notWorseThanSelected = true })).GetProperty("gate");

        Assert.Equal((0.9, 0.7), (gate.GetProperty("value").GetDouble(), gate.GetProperty("selected").GetProperty("value").GetDouble()));
        Assert.Equal(1, gate.GetProperty("selected").GetProperty("model").GetProperty("version").GetInt32());
        Assert.Contains("McNemar", gate.GetProperty("comparison").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worse_version_takes_over_only_within_the_tolerance()
    {
        var problem = await RefusedAsync(3, new { metric = "accuracy", notWorseThanSelected = true, tolerance = 0.05 }, 409);
        Assert.Equal((0.6, 0.7), (problem.Gate!.Value, problem.Gate.Selected!.Value));
        Assert.Equal(0.65, problem.Gate.Wanted!.Value, 9);

        await SelectedAsync(3, new { metric = "accuracy", notWorseThanSelected = true, tolerance = 0.1 });
    }

    [Fact]
    public async Task Of_loss_lower_is_better()
    {
        Assert.Contains("at most", (await RefusedAsync(3, new { metric = "loss", notWorseThanSelected = true }, 409)).Detail, StringComparison.Ordinal);
        await SelectedAsync(2, new { metric = "loss", notWorseThanSelected = true });
    }

    [Fact]
    public async Task Denoisers_are_judged_at_a_noise_density_and_one_that_makes_no_error_passes()
    {
        await _host.SelectAsync(await UntrainedModel.RegisterDenoiserAsync(Registry, seed: 1, evaluation: SampleEvaluations.Denoiser(20)));
        await UntrainedModel.RegisterDenoiserAsync(Registry, seed: 2, evaluation: SampleEvaluations.Denoiser(null));

        var put = await PutAsync("denoise", "some-denoiser:2", new { metric = "psnr@0.1", notWorseThanSelected = true });

        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        var gate = (await put.JsonAsync()).GetProperty("gate");
        Assert.Equal((JsonValueKind.Null, 20), (gate.GetProperty("value").ValueKind, gate.GetProperty("wanted").GetDouble()));
    }

    [Fact]
    public async Task Figures_of_other_test_images_are_not_compared_but_may_be_asked_for()
    {
        await UntrainedModel.RegisterClassifierAsync(Registry, seed: 4, evaluation: SampleEvaluations.OfTenClasses(95), dataset: "other");
        await UntrainedModel.RegisterClassifierAsync(Registry, seed: 5, evaluation: SampleEvaluations.OfTenClasses(20, images: 20));

        Assert.Contains("other", (await RefusedAsync(4, new { metric = "accuracy", notWorseThanSelected = true }, 409)).Detail, StringComparison.Ordinal);
        Assert.Contains("20 test images", (await RefusedAsync(5, new { metric = "accuracy", notWorseThanSelected = true }, 409)).Detail, StringComparison.Ordinal);
        await SelectedAsync(4, new { metric = "accuracy", atLeast = 0.95 });
    }

    [Fact]
    public async Task Without_an_evaluation_nothing_is_decided()
    {
        await UntrainedModel.RegisterClassifierAsync(Registry, seed: 4);

        Assert.Contains("has no evaluation", (await RefusedAsync(4, new { metric = "accuracy", atLeast = 0 }, 409)).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_evaluation_that_is_not_the_registered_one_decides_nothing()
    {
        var (third, better) = (await FindAsync(3), await Registry.PathOfAsync(await FindAsync(2), ModelFiles.Evaluation, Token));
        File.Copy(better, await Registry.PathOfAsync(third, ModelFiles.Evaluation, Token), overwrite: true);

        var problem = await RefusedAsync(3, new { metric = "accuracy", atLeast = 0.8 }, 409);

        Assert.Contains("not what was registered", problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_evaluation_of_another_model_decides_nothing()
    {
        await UntrainedModel.RegisterClassifierAsync(Registry, seed: 4, evaluation: SampleEvaluations.Classifier(0, 1, 0, 1, 0, 1));

        await RefusedAsync(4, new { metric = "accuracy", atLeast = 0.8 }, 409);
    }

    [Fact]
    public async Task Figures_of_a_form_of_the_data_set_that_is_gone_decide_nothing()
    {
        await UntrainedModel.RegisterClassifierAsync(Registry, seed: 4, evaluation: SampleEvaluations.OfTenClasses(95), dataset: "glyphs");

        Assert.Contains("another form", (await RefusedAsync(4, new { metric = "accuracy", atLeast = 0.5 }, 409)).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nothing_is_selected_there_is_nothing_to_be_held_against()
    {
        await UntrainedModel.RegisterDenoiserAsync(Registry, seed: 1, evaluation: SampleEvaluations.Denoiser(20));

        var problem = await (await PutAsync("denoise", "some-denoiser:1", new { metric = "psnr@0.1", notWorseThanSelected = true })).ReadProblemAsync(409);

        Assert.Contains("No model is selected for denoise", problem.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"metric": "f1", "atLeast": 0.5}""", "/gate/metric", "macroF1")]
    [InlineData("""{"metric": "", "atLeast": 0.5}""", "/gate/metric", "accuracy")]
    [InlineData("""{"metric": "psnr@0.25", "atLeast": 20}""", "/gate/metric", "denoise")]
    [InlineData("""{"metric": "accuracy", "atLeast": 1.01}""", "/gate/atLeast", "0 and 1")]
    [InlineData("""{"metric": "accuracy", "atLeast": -0.5}""", "/gate/atLeast", "0 and 1")]
    [InlineData("""{"metric": "loss", "atLeast": 1e999}""", "/gate/atLeast", "0 and 100")]
    [InlineData("""{"metric": "accuracy"}""", "/gate", "either")]
    [InlineData("""{"metric": "accuracy", "notWorseThanSelected": false}""", "/gate", "either")]
    [InlineData("""{"metric": "accuracy", "atLeast": 0.5, "notWorseThanSelected": true}""", "/gate", "either")]
    [InlineData("""{"metric": "accuracy", "atLeast": 0.5, "tolerance": 0.1}""", "/gate/tolerance", "notWorseThanSelected")]
    [InlineData("""{"metric": "accuracy", "notWorseThanSelected": true, "tolerance": -0.1}""", "/gate/tolerance", "0 and 1")]
    [InlineData("""{"metric": "accuracy", "notWorseThanSelected": true, "tolerance": 1.5}""", "/gate/tolerance", "0 and 1")]
    [InlineData("""{"metric": "accuracy", "atLeast": "high"}""", "/gate/atLeast", "wrong type")]
    [InlineData("""{"metric": 3, "atLeast": 0.5}""", "/gate/metric", "wrong type")]
    [InlineData("""{"atLeast": 0.5}""", "/gate", "'metric'")]
    [InlineData("""{"metric": "accuracy", "atMost": 0.5}""", "/gate/atMost", "no field 'atMost'")]
    public async Task A_gate_that_makes_no_sense_is_told_what_would(string gate, string pointer, string detail)
    {
        var problem = await RefusedAsync(2, JsonDocument.Parse(gate).RootElement, 422);

        var error = Assert.Single(problem.Errors!);
        Assert.Equal(pointer, error.Pointer);
        Assert.Contains(detail, error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_metric_of_classifiers_judges_no_denoiser_and_an_unknown_one_hears_of_densities()
    {
        var ofOthers = await (await PutAsync("denoise", "some-denoiser:1", new { metric = "accuracy", atLeast = 0.5 })).ReadProblemAsync(422);
        var unknown = await (await PutAsync("denoise", "some-denoiser:1", new { metric = "psnr@0.33", atLeast = 20 })).ReadProblemAsync(422);

        Assert.Contains("classify", ofOthers.Detail, StringComparison.Ordinal);
        Assert.Contains("psnr@0.25", unknown.Detail, StringComparison.Ordinal);
        Assert.Contains("0.05, 0.1, 0.2", unknown.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gate_without_a_model_and_everything_else_that_is_wrong_is_told_at_once()
    {
        var answer = await _host.Client.PutAsJsonAsync(
            "/selection/classify", new { gate = new { metric = "best", tolerance = 1 }, share = 2, shadow = "No Name" }, Token);

        var problem = await answer.ReadProblemAsync(422);
        Assert.Equal(["/gate", "/gate", "/gate/metric", "/gate/tolerance", "/shadow", "/share"], problem.Errors!.Select(error => error.Pointer).Order(StringComparer.Ordinal));
    }

    private async Task<ModelVersion> FindAsync(int version) => (await Registry.FindAsync(new ModelReference(UntrainedModel.Classifier, version), Token))!;

    private Task<HttpResponseMessage> PutAsync(string task, string model, object gate) =>
        _host.Client.PutAsJsonAsync($"/selection/{task}", new { model, gate }, Token);

    private async Task<JsonElement> SelectedAsync(int version, object gate)
    {
        using var answer = await PutAsync("classify", $"{UntrainedModel.Classifier}:{version}", gate);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(Token));
        Assert.Equal(version, (await _host.Get<ISelectionStore>().FindAsync(TaskKind.Classify, Token))!.Model.Version);
        return await answer.JsonAsync();
    }

    /// <summary>And the first one goes on serving.</summary>
    private async Task<Api.Problems.Problem> RefusedAsync(int version, object gate, int status)
    {
        var problem = await (await PutAsync("classify", $"{UntrainedModel.Classifier}:{version}", gate)).ReadProblemAsync(status);
        Assert.Equal(1, (await _host.Get<ISelectionStore>().FindAsync(TaskKind.Classify, Token))!.Model.Version);
        Assert.Equal(1, _host.Get<Serving.Models.SelectedModels>().Find(TaskKind.Classify)!.Version);
        return problem;
    }
}
