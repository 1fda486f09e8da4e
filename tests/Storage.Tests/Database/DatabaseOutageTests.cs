using Clearsight.Storage.Database;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Clearsight.Storage.Tests.Database;

public sealed class DatabaseOutageTests
{
    [Theory]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(10)]
    [InlineData(13)]
    [InlineData(14)]
    public void SQLite_that_is_held_or_cannot_write_is_an_outage(int code) =>
        Assert.True(DatabaseOutage.IsCauseOf(new DbUpdateException("Wrapped.", new SqliteException("It fails.", code))));

    [Theory]
    [InlineData("57P01")]
    [InlineData("53100")]
    [InlineData("08006")]
    [InlineData("25P03")]
    [InlineData("25006")]
    public void A_PostgreSQL_that_ends_or_is_full_is_an_outage(string state) =>
        Assert.True(DatabaseOutage.IsCauseOf(new InvalidOperationException("Wrapped.", new PostgresException("It fails.", "FATAL", "FATAL", state))));

    [Fact]
    public void A_PostgreSQL_that_is_not_reached_is_an_outage() => Assert.True(DatabaseOutage.IsCauseOf(new NpgsqlException("Connection refused.")));

    /// <summary>1 is what SQLite answers to a mistake in the SQL, 19 to a broken constraint.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(19)]
    public void Our_own_mistakes_with_SQLite_are_none(int code) =>
        Assert.False(DatabaseOutage.IsCauseOf(new DbUpdateException("Wrapped.", new SqliteException("It fails.", code))));

    [Theory]
    [InlineData("23505")]
    [InlineData("42601")]
    public void Our_own_mistakes_with_PostgreSQL_are_none(string state) =>
        Assert.False(DatabaseOutage.IsCauseOf(new PostgresException("It fails.", "ERROR", "ERROR", state)));

    [Fact]
    public void What_has_nothing_to_do_with_the_database_is_none() => Assert.False(DatabaseOutage.IsCauseOf(new IOException("Elsewhere.")));
}
