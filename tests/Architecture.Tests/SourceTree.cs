using System.Reflection;
using System.Xml.Linq;

namespace Clearsight.Architecture.Tests;

/// <summary>The projects and source files of the repository, as they stand on the disk.</summary>
internal static class SourceTree
{
    private static readonly string[] NotSource = ["bin", "obj", ".git", "TestResults", "BenchmarkDotNet.Artifacts"];

    public static readonly string Root = typeof(SourceTree).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepositoryFolder").Value!;

    /// <summary>The projects in src, by name.</summary>
    public static IEnumerable<Project> Projects() => Files("src").Where(file => file.EndsWith(".csproj", StringComparison.Ordinal)).Select(Project.Read);

    /// <summary>Paths relative to the root, without what a build leaves; everything when no folder is given.</summary>
    public static IEnumerable<string> Files(string folder = "") => Directory
        .EnumerateFiles(Path.Combine(Root, folder), "*", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Root, file))
        .Where(file => !file.Split('/', '\\').Any(NotSource.Contains));

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));
}

/// <summary>What a project file asks for.</summary>
internal sealed record Project(string Name, IReadOnlyList<string> References, IReadOnlyList<string> Packages, IReadOnlyList<string> Frameworks, string Sdk)
{
    public static Project Read(string file)
    {
        var xml = XElement.Parse(SourceTree.Read(file));
        return new Project(
            Path.GetFileNameWithoutExtension(file),
            // A reference to what is only run during the build couples nothing.
            [.. Included(xml, "ProjectReference", element => element.Attribute("ReferenceOutputAssembly")?.Value != "false")
                .Select(reference => Path.GetFileNameWithoutExtension(reference.Replace('\\', '/')))],
            [.. Included(xml, "PackageReference", element => element.Attribute("PrivateAssets")?.Value != "all")],
            [.. Included(xml, "FrameworkReference", _ => true)],
            xml.Attribute("Sdk")!.Value);
    }

    private static IEnumerable<string> Included(XElement xml, string item, Func<XElement, bool> counts) =>
        xml.Descendants(item).Where(counts).Select(element => element.Attribute("Include")!.Value);
}
