using System.Text.Json;
using Clearsight.Domain.Recipes;

namespace Clearsight.Domain.Tests.Recipes;

public sealed class HyperparameterTableTests
{
    [Fact]
    public void Every_hyperparameter_has_one_row_under_its_name_in_camel_case()
    {
        Assert.Equal(
            typeof(Hyperparameters).GetProperties().Select(property => char.ToLowerInvariant(property.Name[0]) + property.Name[1..]).Order(),
            HyperparameterTable.All.Select(range => range.Name).Order());
    }

    [Fact]
    public void A_row_reads_and_replaces_the_property_of_its_name()
    {
        Assert.All(HyperparameterTable.All, range =>
        {
            var property = typeof(Hyperparameters).GetProperties().Single(candidate => candidate.Name.Equals(range.Name, StringComparison.OrdinalIgnoreCase));
            object other = range.Kind switch
            {
                HyperparameterKind.Integer => (long)range.Maximum,
                HyperparameterKind.Number => range.Maximum,
                HyperparameterKind.Choice => range.Choices[^1],
                HyperparameterKind.Model => "clothes:1",
                _ => true,
            };
            var replaced = range.Replace(new Hyperparameters(), other);
            Assert.Equal(other, range.Read(replaced));
            Assert.Equal(other.ToString(), property.GetValue(replaced)!.ToString(), ignoreCase: true);
            // And that property only: putting it back gives the record that it was.
            property.SetValue(replaced, property.GetValue(new Hyperparameters()));
            Assert.Equal(new Hyperparameters(), replaced);
        });
    }

    [Fact]
    public void Borders_are_exact_as_json_numbers()
    {
        Assert.All(HyperparameterTable.All.Where(range => range.Kind == HyperparameterKind.Integer), range =>
        {
            Assert.InRange(range.Minimum, 0, range.Maximum);
            Assert.Equal((long)range.Maximum, JsonSerializer.SerializeToElement(range.Maximum).GetInt64());
        });
        Assert.Equal("seed must be a whole number from 0 to 9007199254740991.", HyperparameterTable.Find("seed")!.Rule);
    }

    [Fact]
    public void An_unknown_name_has_no_row()
    {
        Assert.Null(HyperparameterTable.Find("momentum"));
    }
}
