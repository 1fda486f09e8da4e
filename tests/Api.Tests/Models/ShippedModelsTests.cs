using System.Text.Json.Nodes;
using Clearsight.Api.Models;
using Clearsight.Api.Tests.Batches;
using Clearsight.Api.Tests.Hosting;
using Clearsight.Domain;
using Clearsight.Domain.Datasets;
using Clearsight.Domain.Models;
using Clearsight.Domain.Recipes;
using Clearsight.Storage.Models;
using Clearsight.Workers;

namespace Clearsight.Api.Tests.Models;

public sealed class ShippedModelsTests : IAsyncLifetime
{
    private readonly string _storage = Directory.CreateTempSubdirectory("clearsight-storage-").FullName;
    private readonly string _shipped = Directory.CreateTempSubdirectory("clearsight-shipped-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>What a training host left: a denoiser that was its seventh, and a classifier that took over its encoder.</summary>
    public async ValueTask InitializeAsync()
    {
        await ShipAsync(ModelFolders.Manifest("mnist-denoiser", TaskKind.Denoise), version: 7, seed: 1);
        await ShipAsync(ModelFolders.Manifest("fashion-classifier", TaskKind.Classify), version: 3, seed: 2);
        await ShipAsync(ModelFolders.Manifest("fashion-transfer", TaskKind.Classify, new ModelReference("mnist-denoiser", 7)), version: 4, seed: 3);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_shipped, recursive: true);
        Directory.Delete(_storage, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_first_start_registers_and_selects_them_with_all_that_is_known_of_them()
    {
        await using var host = Shipping();
        var registry = host.Get<IModelRegistry>();

        var transfer = await registry.FindAsync(new ModelReference("fashion-transfer", 1), Token);

        Assert.NotNull(transfer);
        Assert.Equal(0.25, transfer.Manifest.Metrics["test/loss"]);
        Assert.Equal(2, transfer.Manifest.Epoch);
        Assert.Equal(5 / 6.0, (await registry.EvaluationAsync(transfer, Token)).Classifier!.Report.Accuracy, 12);
        Assert.Equal(3, (await registry.ListAsync(new PageRequest(), Token)).Items.Count);
        await AssertSelectedAsync(host, "mnist-denoiser:1", "fashion-classifier:1");
    }

    /// <summary>A card is written once; what is said of the model since must be on it as well.</summary>
    [Fact]
    public async Task The_cards_that_ship_say_what_manifests_and_evaluations_say()
    {
        await using var host = new TestHost();
        var datasets = host.Get<IDatasetCatalog>();
        foreach (var folder in Directory.GetDirectories(BatchHost.Models))
        {
            var model = (await ManifestFile.ReadAsync(folder, Token)).Model;
            var evaluation = await EvaluationFile.ReadAsync(Path.Combine(folder, ModelFiles.Evaluation), Token);

            var card = ModelCard.Write(model, datasets.Find(model.Dataset)!, evaluation, RecipeCatalog.Find(model.Recipe)!.Ranges);

            Assert.Equal(card, await File.ReadAllTextAsync(Path.Combine(folder, ModelFiles.Card), Token));
        }
    }

    [Fact]
    public async Task The_parent_is_the_version_that_it_became_here()
    {
        await using var host = Shipping();

        var transfer = await host.Get<IModelRegistry>().FindAsync(new ModelReference("fashion-transfer", 1), Token);

        Assert.Equal(new ModelReference("mnist-denoiser", 1), transfer!.Manifest.Parent);
    }

    [Fact]
    public async Task A_parent_that_does_not_ship_is_left_out_instead_of_pointing_to_a_stranger()
    {
        Directory.Delete(Path.Combine(_shipped, "mnist-denoiser"), recursive: true);
        await using var host = Shipping();

        var transfer = await host.Get<IModelRegistry>().FindAsync(new ModelReference("fashion-transfer", 1), Token);

        Assert.Null(transfer!.Manifest.Parent);
    }

    [Fact]
    public async Task A_second_start_changes_nothing()
    {
        await using var first = Shipping();
        await first.Get<ISelectionStore>().SelectAsync(TaskKind.Classify, new ModelReference("fashion-transfer", 1), "api", Token);
        await first.StopAsync();

        await using var second = Shipping(("Storage:Directory", Path.Combine(first.Folder, "storage")));

        Assert.Single(await second.Get<IModelRegistry>().VersionsAsync("mnist-denoiser", Token));
        await AssertSelectedAsync(second, "mnist-denoiser:1", "fashion-transfer:1");
        Assert.Equal(2, (await second.Get<ISelectionStore>().HistoryAsync(TaskKind.Classify, new PageRequest(), Token)).Items.Count);
    }

    [Fact]
    public async Task One_that_was_deleted_stays_away()
    {
        await using var first = Shipping();
        await first.Get<IModelRegistry>().DeleteAsync(new ModelReference("fashion-transfer", 1), Token);
        await first.StopAsync();

        await using var second = Shipping(("Storage:Directory", Path.Combine(first.Folder, "storage")));

        Assert.Empty(await second.Get<IModelRegistry>().VersionsAsync("fashion-transfer", Token));
        Assert.Single(await second.Get<IModelRegistry>().VersionsAsync("mnist-denoiser", Token));
    }

    [Fact]
    public async Task A_later_release_adds_its_models_and_leaves_the_selection_alone()
    {
        await using var first = Shipping();
        _ = first.Provider;
        await first.StopAsync();
        Directory.Delete(_shipped, recursive: true);
        await ShipAsync(ModelFolders.Manifest("mnist-denoiser", TaskKind.Denoise), version: 8, seed: 11);

        await using var second = Shipping(("Storage:Directory", Path.Combine(first.Folder, "storage")));

        Assert.Equal([2, 1], (await second.Get<IModelRegistry>().VersionsAsync("mnist-denoiser", Token)).Select(version => version.Version));
        await AssertSelectedAsync(second, "mnist-denoiser:1", "fashion-classifier:1");
    }

    [Fact]
    public async Task The_options_name_which_of_them_serves_first()
    {
        await using var host = Shipping(("Models:Selected:Classify", "fashion-transfer"));

        await AssertSelectedAsync(host, "mnist-denoiser:1", "fashion-transfer:1");
    }

    [Fact]
    public async Task Without_any_the_host_starts_and_serves_nothing_yet()
    {
        await using var host = new TestHost { ["Models:Directory"] = Path.Combine(_shipped, "none") };

        Assert.Null(await host.Get<ISelectionStore>().FindAsync(TaskKind.Denoise, Token));
    }

    [Fact]
    public async Task Damaged_weights_stop_the_start_with_a_sentence()
    {
        await File.AppendAllTextAsync(Path.Combine(_shipped, "mnist-denoiser", ModelFiles.Weights), "x", Token);

        await AssertStartFailsAsync("is damaged");
    }

    [Fact]
    public async Task A_folder_that_is_no_model_stops_the_start_with_a_sentence()
    {
        await File.WriteAllTextAsync(Path.Combine(_shipped, "mnist-denoiser", ModelFiles.Manifest), "{ oops", Token);

        await AssertStartFailsAsync("is no shipped model");
    }

    /// <summary>A host with these models, of which the denoiser is to serve.</summary>
    private TestHost Shipping(params (string Name, string Value)[] options)
    {
        var host = new TestHost { ["Models:Directory"] = _shipped, ["Models:Selected:Denoise"] = "mnist-denoiser" };
        foreach (var (name, value) in options)
        {
            host[name] = value;
        }

        return host;
    }

    /// <summary>Puts a model into the folder in the form that a registry writes.</summary>
    private async Task ShipAsync(ModelManifest manifest, int version, ulong seed)
    {
        await using var trainer = new TestHost();
        var folder = Path.Combine(_shipped, manifest.Name);
        var evaluation = manifest.Task == TaskKind.Denoise ? SampleEvaluations.Denoiser(20) : SampleEvaluations.Classifier(0, 1, 0, 1, 0, 0);
        var registered = await trainer.RegisterAsync(manifest with { Parent = null }, seed, evaluation);
        Directory.CreateDirectory(folder);
        foreach (var file in registered.Files.Keys)
        {
            File.Copy(await trainer.Get<IModelRegistry>().PathOfAsync(registered, file, Token), Path.Combine(folder, file));
        }

        var path = Path.Combine(folder, ModelFiles.Manifest);
        var json = JsonNode.Parse(await File.ReadAllTextAsync(path, Token))!;
        json["version"] = version;
        json["model"]!["parent"] = manifest.Parent is { } parent ? new JsonObject { ["name"] = parent.Name, ["version"] = parent.Version } : null;
        await File.WriteAllTextAsync(path, json.ToJsonString(), Token);
    }

    private async Task AssertStartFailsAsync(string because)
    {
        await using var service = ServiceProcess.Start(
            _shipped, ("ASPNETCORE_URLS", "http://127.0.0.1:0"), ("Models__Directory", _shipped), ("Storage__Directory", _storage));
        var (exitCode, output, errors) = await service.EndAsync(Token);

        Assert.Equal(1, exitCode);
        Assert.Contains(because, Assert.Single(errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    private static async Task AssertSelectedAsync(TestHost host, string denoise, string classify)
    {
        var selections = host.Get<ISelectionStore>();
        Assert.Equal(denoise, (await selections.FindAsync(TaskKind.Denoise, Token))?.Model.ToString());
        Assert.Equal(classify, (await selections.FindAsync(TaskKind.Classify, Token))?.Model.ToString());
    }
}
