using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Clearsight.Api.Tests.Jobs;
using Clearsight.Domain.Datasets;

namespace Clearsight.Api.Tests.Endpoints;

/// <summary>Trainings that learn another model version's answers.</summary>
public sealed class TeacherTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_teacher_is_a_classifier_that_exists_and_tells_the_same_classes_apart()
    {
        await using var host = new JobsHost(("Models:Directory", "none"));
        var classes = host.Host.Get<IDatasetCatalog>().Find("fashion-mnist")!.Classes;
        await host.RegisterAsync("clothes", "fashion-cnn", classes: classes);
        await host.RegisterAsync("turned", "fashion-cnn", classes: [.. classes.Reverse()]);
        await host.RegisterAsync("digits");

        var planned = await host.PostAsync(Request("clothes:1"), query: "?dryRun=true");
        Assert.Equal(HttpStatusCode.OK, planned.StatusCode);
        Assert.Equal("clothes:1", (await JobsHost.ReadAsync(planned)).GetProperty("hyperparameters").GetProperty("teacher").GetString());
        foreach (var (teacher, sentence) in new[]
        {
            ("clothes:2", "There is no model version 'clothes:2' to learn from"),
            ("nobody:1", "There is no model version 'nobody:1' to learn from"),
            ("digits:1", "'digits:1' is a denoising-autoencoder, which tells no classes apart; a teacher must be a classifier."),
            ("turned:1", "'turned:1' does not tell the classes of 'fashion-mnist' apart; a teacher must have the same ones in the same order: T-shirt/top,"),
            ("clothes", "teacher must be empty or a model version, written 'name:version'."),
            ("../clothes:1", "teacher must be empty or a model version, written 'name:version'."),
        })
        {
            var problem = await JobsHost.ProblemAsync(await host.PostAsync(Request(teacher)), HttpStatusCode.UnprocessableEntity);
            var error = Assert.Single(problem.Errors!);
            Assert.Equal("/hyperparameters/teacher", error.Pointer);
            Assert.StartsWith(sentence, error.Detail, StringComparison.Ordinal);
        }

        Assert.Empty(host.Queued);
    }

    [Fact]
    public async Task In_a_report_the_teacher_is_for_the_classifiers_and_is_refused_where_the_request_names_it()
    {
        await using var host = new JobsHost(("Models:Directory", "none"));
        await host.RegisterAsync("clothes", "fashion-cnn", classes: host.Host.Get<IDatasetCatalog>().Find("fashion-mnist")!.Classes);

        var id = await host.CreateAsync("""{ "recipe": "report", "hyperparameters": { "teacher": "clothes:1" } }""");
        var refused = await JobsHost.ProblemAsync(
            await host.PostAsync("""{ "recipe": "report", "parts": { "transfer": { "hyperparameters": { "teacher": "clothes:2" } } } }"""),
            HttpStatusCode.UnprocessableEntity);

        var teachers = new List<string?>();
        foreach (var part in (await host.GetAsync($"/jobs/{id}")).GetProperty("parts").EnumerateArray())
        {
            var hyperparameters = (await host.GetAsync($"/jobs/{part.GetString()}")).GetProperty("hyperparameters");
            teachers.Add(hyperparameters.TryGetProperty("teacher", out var teacher) ? teacher.GetString() : null);
        }

        Assert.Equal([null, "clothes:1", "clothes:1"], teachers);
        Assert.Equal("/parts/transfer/hyperparameters/teacher", Assert.Single(refused.Errors!).Pointer);
    }

    [Fact]
    public async Task A_classifier_learns_from_a_version_that_was_trained_before_it()
    {
        await using var host = new TestHost();
        host.Listen();
        Assert.Equal("succeeded", (await RunAsync(host, "glyph-teacher", teacher: "")).GetProperty("status").GetString());

        var student = await RunAsync(host, "glyph-student", teacher: "glyph-teacher:1");

        Assert.True(student.GetProperty("status").GetString() == "succeeded", student.GetRawText());
        var version = await host.Client.GetFromJsonAsync<JsonElement>("/models/glyph-student/versions/1", Token);
        Assert.Equal("glyph-teacher:1", version.GetProperty("hyperparameters").GetProperty("teacher").GetString());
        // It teaches, and lends no weights.
        Assert.Equal(JsonValueKind.Null, version.GetProperty("parent").ValueKind);
        var card = await host.Client.GetStringAsync("/models/glyph-student/versions/1/files/model-card.md", Token);
        Assert.Contains("the answers of `glyph-teacher:1`", card, StringComparison.Ordinal);
        Assert.Contains("the teacher glyph-teacher:1", await host.Client.GetStringAsync($"/jobs/{student.GetProperty("id").GetString()}/logs", Token), StringComparison.Ordinal);
    }

    private static string Request(string teacher) => $$"""{ "recipe": "fashion-classifier", "hyperparameters": { "teacher": "{{teacher}}" } }""";

    private static async Task<JsonElement> RunAsync(TestHost host, string name, string teacher)
    {
        using var answer = await host.Client.PostAsJsonAsync(
            "/jobs",
            new
            {
                recipe = "fashion-classifier",
                dataset = "glyphs",
                modelName = name,
                hyperparameters = new { epochs = 1, trainLimit = 300, validationCount = 100, batchSize = 50, flip = true, teacher },
            },
            Token);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var id = (await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("id").GetString();
        // The stream of events ends with the job.
        await using var events = await host.Client.GetStreamAsync($"/jobs/{id}/events", Token);
        await events.CopyToAsync(Stream.Null, Token);
        return await host.Client.GetFromJsonAsync<JsonElement>($"/jobs/{id}", Token);
    }
}
