using Clearsight.Api.Dashboard.Jobs;
using Clearsight.Domain.Recipes;

namespace Clearsight.Dashboard.Tests;

public sealed class TrainingDraftTests
{
    [Fact]
    public void What_is_as_the_recipe_has_it_is_not_asked_for()
    {
        var draft = new TrainingDraft("fashion-classifier", "glyphs");
        Write(draft, "epochs", "8");
        Write(draft, "batchSize", "64");
        Write(draft, "learningRate", "fast");

        var request = draft.ToRequest();

        Assert.Null(request.Parts);
        Assert.Equal("glyphs", request.Dataset);
        Assert.Equal(["batchSize", "learningRate"], request.Hyperparameters!.Keys);
        Assert.Equal(64, request.Hyperparameters["batchSize"].GetInt32());
        Assert.Equal("fast", request.Hyperparameters["learningRate"].GetString());
    }

    [Fact]
    public void In_a_report_a_field_is_empty_where_the_parts_differ_and_leaves_them_so()
    {
        var draft = new TrainingDraft(ReportRecipe.Id, "");

        Assert.Equal("", draft.Value(HyperparameterTable.Find("epochs")!));
        Assert.Equal(["200", "20"], draft.Defaults(HyperparameterTable.Find("epochs")!));
        var request = draft.ToRequest();
        Assert.Empty(request.Hyperparameters!);
        Assert.Null(request.Dataset);
        Assert.Null(request.ModelName);
        Assert.Equal("fashion-transfer-report", request.Parts!.Transfer!.Recipe);

        Write(draft, "epochs", "1");
        Assert.Equal(1, draft.ToRequest().Hyperparameters!["epochs"].GetInt32());
        Write(draft, "epochs", "");
        Assert.Empty(draft.ToRequest().Hyperparameters!);
    }

    [Fact]
    public void A_name_goes_with_its_recipe_until_somebody_changes_it()
    {
        var part = new TrainingDraft(ReportRecipe.Id, "").Parts[1];
        part.Take(RecipeCatalog.Find("fashion-classifier")!);
        Assert.Equal("fashion-classifier", part.ModelName);

        part.ModelName = "mine";
        part.Take(RecipeCatalog.Find("fashion-classifier-wide")!);
        Assert.Equal("mine", part.ModelName);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("2026-01-31T22:00", "2026-01-31T22:00:00Z")]
    [InlineData("2026-01-31T22:00:30", "2026-01-31T22:00:30Z")]
    public void A_time_is_in_utc(string field, string? sent) => Assert.Equal(sent, new TrainingDraft("mnist-denoiser", "glyphs") { NotBefore = field }.ToRequest().NotBefore);

    private static void Write(TrainingDraft draft, string name, string value) => draft.Write(HyperparameterTable.Find(name)!, value);
}
