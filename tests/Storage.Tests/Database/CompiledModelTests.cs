using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Clearsight.Storage.Database;
using Clearsight.Storage.Database.Compiled;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Scaffolding;
using Microsoft.Extensions.DependencyInjection;

namespace Clearsight.Storage.Tests.Database;

public sealed partial class CompiledModelTests
{
    [Fact]
    public async Task The_compiled_model_says_what_the_context_says()
    {
        await using var storage = await TestStorage.StartAsync();
        await using var db = storage.OpenDatabase();
        var folder = Path.Combine(storage.Directory, "compiled");

        var files = Scaffolder(db).ScaffoldModel(db.GetService<IDesignTimeModel>().Model, folder, new CompiledModelCodeGenerationOptions
        {
            ContextType = typeof(ClearsightDbContext),
            ModelNamespace = typeof(ClearsightDbContextModel).Namespace!,
            Language = "C#",
        });

        Assert.Equal(Names(Committed()), Names(folder));
        // If this fails, in src/Storage: dotnet ef dbcontext optimize --context ClearsightDbContext -o Database/Compiled -n Clearsight.Storage.Database.Compiled
        Assert.All(files, file => Assert.Equal(
            Code(file), Code(Path.Combine(Committed(), Path.GetFileName(file))), ignoreLineEndingDifferences: true));
    }

    [Fact]
    public async Task The_host_uses_the_compiled_model()
    {
        await using var storage = await TestStorage.StartAsync();
        await using var db = storage.OpenDatabase();

        Assert.Same(ClearsightDbContextModel.Instance, db.Model);
    }

    private static ICompiledModelScaffolder Scaffolder(ClearsightDbContext db)
    {
        var services = new ServiceCollection();
        services.AddEntityFrameworkDesignTimeServices();
        services.AddDbContextDesignTimeServices(db);
        var provider = typeof(SqliteDbContextOptionsBuilderExtensions).Assembly.GetCustomAttributes(false).OfType<DesignTimeProviderServicesAttribute>().Single();
        var design = (IDesignTimeServices)Activator.CreateInstance(typeof(SqliteDbContextOptionsBuilderExtensions).Assembly.GetType(provider.TypeName)!)!;
        design.ConfigureDesignTimeServices(services);
        return services.BuildServiceProvider().GetRequiredService<ICompiledModelScaffolder>();
    }

    /// <summary>Every run of the tool gives the model another id.</summary>
    private static string Code(string file) => ModelId().Replace(File.ReadAllText(file), string.Empty);

    [GeneratedRegex("modelId: new Guid\\(\"[0-9a-f-]+\"\\)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ModelId();

    private static IEnumerable<string?> Names(string folder) => Directory.EnumerateFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal);

    private static string Committed([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../src/Storage/Database/Compiled"));
}
