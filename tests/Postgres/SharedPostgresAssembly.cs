[assembly: AssemblyFixture(typeof(Clearsight.Postgres.SharedPostgres))]
