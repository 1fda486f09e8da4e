using Clearsight.Domain.Recipes;

namespace Clearsight.Domain.Tests.Recipes;

public sealed class ReportRecipeTests
{
    [Fact]
    public void Its_parts_are_by_the_reports_own_recipes_each_fit_for_its_role()
    {
        Assert.Equal(["mnist-denoiser-report", "fashion-classifier-report", "fashion-transfer-report"], ReportRecipe.Roles.Select(role => role.DefaultId));
        Assert.All(ReportRecipe.Roles, role => Assert.True(role.Takes(role.Default), role.Name));
        Assert.Null(RecipeCatalog.Find(ReportRecipe.Id));
    }

    [Theory]
    [InlineData("denoiser", "mnist-denoiser")]
    [InlineData("classifier", "fashion-classifier")]
    [InlineData("transfer", "fashion-transfer")]
    public void The_default_recipe_of_a_kind_fits_one_role(string role, string recipe) =>
        Assert.Equal([role], ReportRecipe.Roles.Where(known => known.Takes(RecipeCatalog.Find(recipe)!)).Select(known => known.Name));

    [Fact]
    public void A_default_is_told_where_all_parts_that_have_it_agree()
    {
        Assert.Equal(1L, ReportRecipe.Default(HyperparameterTable.Find("seed")!));
        Assert.Equal(0.25, ReportRecipe.Default(HyperparameterTable.Find("noiseDensity")!));
        Assert.Null(ReportRecipe.Default(HyperparameterTable.Find("epochs")!));
    }
}
