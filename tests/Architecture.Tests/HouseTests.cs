using System.Text.RegularExpressions;

namespace Clearsight.Architecture.Tests;

public sealed partial class HouseTests
{
    [Fact]
    public void Every_project_of_the_house_is_there_and_no_other() =>
        Assert.Equal(House.Arrows.Keys.Order(), SourceTree.Projects().Select(project => project.Name).Order());

    [Fact]
    public void Projects_refer_to_each_other_along_the_arrows_only() => Assert.Empty(
        from project in SourceTree.Projects()
        from reference in project.References
        where !House.Arrows[project.Name].Contains(reference)
        select $"{project.Name} refers to {reference}");

    [Fact]
    public void Sources_name_no_part_that_their_project_may_not_refer_to() => Assert.Empty(
        from source in Sources()
        from name in Usings(source.Text)
        let part = name.Split('.') is ["Clearsight", var second, ..] ? second : source.Project
        where part != source.Project && !House.Arrows[source.Project].Contains(part)
        select $"{source.File} uses {name}");

    [Fact]
    public void Domain_has_no_package_and_no_framework()
    {
        var domain = SourceTree.Projects().Single(project => project.Name == "Domain");
        Assert.Empty(domain.Packages);
        Assert.Empty(domain.Frameworks);
        Assert.Equal("Microsoft.NET.Sdk", domain.Sdk);
    }

    [Fact]
    public void Every_foreign_package_is_known_and_in_its_home() => Assert.Empty(
        from project in SourceTree.Projects()
        from package in project.Packages
        where !House.IsCommon(package) || project.Name == "Domain"
        where !House.Technologies.Any(technology => technology.Covers(package) && technology.Homes.Contains(project.Name))
        select $"{project.Name} has {package}");

    [Fact]
    public void Sources_name_no_technology_outside_its_home() => Assert.Empty(
        from source in Sources()
        from name in Usings(source.Text)
        where House.Technologies.Any(technology => technology.Covers(name) && !technology.Homes.Contains(source.Project))
        select $"{source.File} uses {name}");

    [Fact]
    public void The_only_web_project_is_Api() =>
        Assert.Equal(["Api"], SourceTree.Projects().Where(project => project.Sdk == "Microsoft.NET.Sdk.Web").Select(project => project.Name));

    [Fact]
    public void Every_test_project_is_in_the_solution_so_that_it_is_run()
    {
        var solution = SourceTree.Read("Service.sln").Replace('\\', '/');
        Assert.All(
            SourceTree.Files().Where(file => file.EndsWith(".csproj", StringComparison.Ordinal)),
            project => Assert.Contains($"\"{project.Replace('\\', '/')}\"", solution, StringComparison.Ordinal));
    }

    private static IEnumerable<(string File, string Project, string Text)> Sources() => SourceTree.Files("src")
        .Where(file => file.EndsWith(".cs", StringComparison.Ordinal) || file.EndsWith(".razor", StringComparison.Ordinal))
        .Select(file => (file, file.Split('/', '\\')[1], SourceTree.Read(file)));

    /// <summary>Namespaces of using directives, and of names written out in full.</summary>
    private static IEnumerable<string> Usings(string source) => NamespacePattern().Matches(source).Select(match => match.Groups["name"].Value).Distinct();

    [GeneratedRegex(@"(^\s*(global\s+)?@?using\s+(static\s+)?(\w+\s*=\s*)?(global::)?|\bglobal::)(?<name>[A-Z][\w.]*)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex NamespacePattern();
}
