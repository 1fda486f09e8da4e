using Clearsight.Storage.Database;
using Npgsql;

namespace Clearsight.Storage.Tests.Database;

public sealed class PostgresConnectionTests
{
    [Theory]
    [InlineData("Host=db;Database=clearsight", 20, 50)]
    [InlineData("Host=db;Database=clearsight;Maximum Pool Size=7;Max Auto Prepare=0;Enlist=false", 7, 0)]
    public void Is_as_configured_and_otherwise_takes_few_connections_that_remember_what_was_asked_but_always_joins_a_transaction_scope(string configured, int connections, int prepared)
    {
        var connection = new NpgsqlConnectionStringBuilder(new PostgresDatabase(configured).ConnectionString);

        Assert.Equal(connections, connection.MaxPoolSize);
        Assert.Equal(prepared, connection.MaxAutoPrepare);
        Assert.True(connection.Enlist);
    }
}
