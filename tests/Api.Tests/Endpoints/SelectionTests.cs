using System.Net.Http.Json;
using System.Text.Json;
using Clearsight.Api.Contracts;
using Clearsight.Api.Tests.Problems;
using Clearsight.Domain;
using Clearsight.Domain.Models;
using Clearsight.Serving.Models;
using Clearsight.Serving.Tests.Drawn;
using Clearsight.Serving.Tests.Models;

namespace Clearsight.Api.Tests.Endpoints;

public sealed class SelectionTests : IAsyncLifetime
{
    private static readonly JsonSerializerOptions Json = Options();

    private readonly TestHost _host = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var registry = _host.Get<IModelRegistry>();
        await UntrainedModel.RegisterDenoiserAsync(registry, seed: 1);
        await UntrainedModel.RegisterDenoiserAsync(registry, seed: 2);
        await UntrainedModel.RegisterClassifierAsync(registry, seed: 3);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task At_first_no_model_serves_a_task()
    {
        var all = await _host.Client.GetFromJsonAsync<ListPage<TaskSelection>>("/selection", Json, Token);

        Assert.Equal([TaskKind.Denoise, TaskKind.Classify], all!.Items.Select(item => item.Task));
        Assert.All(all.Items, item => Assert.Null(item.Model));
    }

    [Fact]
    public async Task A_version_is_selected_by_name_and_number_and_stays_selected()
    {
        var put = await PutAsync("denoise", "some-denoiser:1");
        var got = await _host.Client.GetFromJsonAsync<TaskSelection>("/selection/denoise", Json, Token);

        Assert.Equal(new ModelName("some-denoiser", 1), put.Model);
        Assert.Equal("api", put.By);
        Assert.Equal(put, got);
    }

    [Fact]
    public async Task A_name_alone_selects_its_newest_version() =>
        Assert.Equal(new ModelName("some-denoiser", 2), (await PutAsync("denoise", "some-denoiser")).Model);

    [Fact]
    public async Task Every_switch_is_in_the_history_and_can_be_rolled_back()
    {
        await PutAsync("denoise", "some-denoiser:1");
        await PutAsync("denoise", "some-denoiser:2");

        var rolledBack = await (await _host.Client.PostAsync("/selection/denoise/rollback", content: null, Token)).Content.ReadFromJsonAsync<TaskSelection>(Json, Token);
        var history = await _host.Client.GetFromJsonAsync<ListPage<SelectionEntry>>("/selection/denoise/history", Json, Token);

        Assert.Equal(new ModelName("some-denoiser", 1), rolledBack!.Model);
        Assert.Equal([1, 2, 1], history!.Items.Select(entry => entry.Model.Version));
        Assert.Equal(["rollback", "api", "api"], history.Items.Select(entry => entry.By));
    }

    [Fact]
    public async Task With_nothing_before_there_is_nothing_to_roll_back_to()
    {
        await PutAsync("denoise", "some-denoiser:1");

        await (await _host.Client.PostAsync("/selection/denoise/rollback", content: null, Token)).ReadProblemAsync(409);
    }

    [Theory]
    [InlineData("denoise", "none", 404)]
    [InlineData("denoise", "some-denoiser:9", 404)]
    [InlineData("classify", "some-denoiser:1", 409)]
    [InlineData("colourise", "some-denoiser:1", 404)]
    [InlineData("denoise", "some-denoiser:", 422)]
    [InlineData("denoise", "some-denoiser:0", 422)]
    [InlineData("denoise", "", 422)]
    public async Task What_cannot_serve_is_refused_and_changes_nothing(string task, string model, int status)
    {
        await (await _host.Client.PutAsJsonAsync($"/selection/{task}", new { model }, Token)).ReadProblemAsync(status);

        var all = await _host.Client.GetFromJsonAsync<ListPage<TaskSelection>>("/selection", Json, Token);
        Assert.All(all!.Items, item => Assert.Null(item.Model));
    }

    [Fact]
    public async Task A_version_that_does_not_load_is_refused_and_the_one_before_goes_on()
    {
        await PutAsync("denoise", "some-denoiser:1");
        await BreakAsync("some-denoiser:2");

        var problem = await (await _host.Client.PutAsJsonAsync("/selection/denoise", new { model = "some-denoiser:2" }, Token)).ReadProblemAsync(409);

        Assert.Contains("some-denoiser:2 cannot be loaded", problem.Detail, StringComparison.Ordinal);
        Assert.Contains("some-denoiser:1 goes on serving denoise", problem.Detail, StringComparison.Ordinal);
        var selection = await _host.Client.GetFromJsonAsync<TaskSelection>("/selection/denoise", Json, Token);
        Assert.Equal(new ModelName("some-denoiser", 1), selection!.Model);
        using var drawn = Drawing.Ring(28, 28);
        using var answer = await _host.PostImageAsync("/denoise", Drawing.Encode(drawn, "png"));
        Assert.Equal("some-denoiser:1", Assert.Single(answer.Headers.GetValues("X-Model")));
    }

    [Fact]
    public async Task A_rollback_to_a_version_that_does_not_load_any_more_is_refused()
    {
        await _host.Get<ISelectionStore>().SelectAsync(TaskKind.Denoise, ModelReference.Parse("some-denoiser:2"), "test", Token);
        await _host.Get<ISelectionStore>().SelectAsync(TaskKind.Denoise, ModelReference.Parse("some-denoiser:1"), "test", Token);
        // What serves already is not loaded again.
        await _host.Get<SelectionFollower>().CatchUpAsync(Token);
        await BreakAsync("some-denoiser:2");

        var problem = await (await _host.Client.PostAsync("/selection/denoise/rollback", content: null, Token)).ReadProblemAsync(409);

        Assert.Contains("some-denoiser:2 cannot be loaded", problem.Detail, StringComparison.Ordinal);
        Assert.Equal(2, (await _host.Client.GetFromJsonAsync<ListPage<SelectionEntry>>("/selection/denoise/history", Json, Token))!.Items.Count);
    }

    private async Task BreakAsync(string model)
    {
        var registry = _host.Get<IModelRegistry>();
        var version = await registry.FindAsync(ModelReference.Parse(model), Token);
        await File.WriteAllBytesAsync(await registry.PathOfAsync(version!, ModelFiles.Onnx, Token), [1, 2, 3], Token);
    }

    private async Task<TaskSelection> PutAsync(string task, string model)
    {
        var answer = await _host.Client.PutAsJsonAsync($"/selection/{task}", new { model }, Token);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<TaskSelection>(Json, Token))!;
    }

    private static JsonSerializerOptions Options()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        JsonSetup.Apply(options);
        return options;
    }
}
