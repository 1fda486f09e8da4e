[assembly: AssemblyFixture(typeof(Clearsight.S3.SharedSwift))]
