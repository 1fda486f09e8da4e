namespace Clearsight.Api.Tests.Hosting;

/// <summary>Starts the real process.</summary>
public sealed class StartTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clearsight-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("Host__Role", "Foo", "Host:Role is 'Foo'; it must be one of All, Api, Worker.")]
    [InlineData("Host__ShutdownSeconds", "abc", "Host:ShutdownSeconds is 'abc'; it must be a whole number.")]
    [InlineData("Host__ShutdownSeconds", "0", "Host:ShutdownSeconds must be between 1 and 3600.")]
    [InlineData("Host__Dashboard", "maybe", "Host:Dashboard is 'maybe'; it must be true or false.")]
    [InlineData("Host__GrpcPort", "0", "Host:GrpcPort must be between 1 and 65535.")]
    [InlineData("InferenceProtocol__MaximumItems", "0", "InferenceProtocol:MaximumItems must be between 1 and 1048576.")]
    [InlineData("InferenceProtocol__MaximumBytes", "7", "InferenceProtocol:MaximumBytes must be between 4096 and 1073741824.")]
    [InlineData("Bundles__MaximumBytes", "7", "Bundles:MaximumBytes must be between 4096 and 268435456.")]
    [InlineData("Bundles__Places", "0", "Bundles:Places must be between 1 and 64.")]
    [InlineData("Bundles__QueueLength", "-1", "Bundles:QueueLength must be between 0 and 1024.")]
    [InlineData("Bundles__Seconds", "0", "Bundles:Seconds must be between 1 and 3600.")]
    [InlineData("Batches__MaximumItems", "0", "Batches:MaximumItems must be between 1 and 100000.")]
    [InlineData("Batches__MaximumBytes", "7", "Batches:MaximumBytes must be between 1024 and 1073741824.")]
    [InlineData("Batches__MaximumInflatedBytes", "7", "Batches:MaximumInflatedBytes must be between 1024 and 68719476736.")]
    [InlineData("Batches__MaximumInflation", "0", "Batches:MaximumInflation must be between 1 and 10000.")]
    [InlineData("Batches__AtOnce", "0", "Batches:AtOnce must be between 1 and 1000.")]
    [InlineData("Batches__UploadSeconds", "0", "Batches:UploadSeconds must be between 1 and 86400.")]
    [InlineData("Retention__JobDays", "-1", "Retention:JobDays must be from 0 to 36500.")]
    [InlineData("Retention__CheckpointDays", "-1", "Retention:CheckpointDays must be from 0 to 36500.")]
    [InlineData("Log__Format", "Xml", "Log:Format is 'Xml'; it must be one of Text, Json.")]
    [InlineData("Security__RequireKeyForReads", "maybe", "Security:RequireKeyForReads is 'maybe'; it must be true or false.")]
    [InlineData("Telemetry__Metrics", "maybe", "Telemetry:Metrics is 'maybe'; it must be true or false.")]
    [InlineData("Telemetry__OtlpEndpoint", "collector:4317", "Telemetry:OtlpEndpoint is 'collector:4317'; it must be the http or https address of a collector, such as http://localhost:4317.")]
    [InlineData("Telemetry__OtlpProtocol", "Smoke", "Telemetry:OtlpProtocol is 'Smoke'; it must be one of Grpc, HttpProtobuf.")]
    [InlineData("Telemetry__OtlpHeaders", "secret", "Telemetry:OtlpHeaders must be 'name=value', with commas between several.")]
    [InlineData("Telemetry__TraceShare", "2", "Telemetry:TraceShare must be between 0 and 1.")]
    [InlineData("ASPNETCORE_URLS", "nowhere", "'nowhere' is no address to listen on; one looks like http://localhost:8080.")]
    public async Task A_wrong_option_stops_the_start_with_one_sentence(string key, string value, string sentence)
    {
        await using var service = ServiceProcess.Start(_folder, (key, value));

        var (exitCode, output, errors) = await service.EndAsync(Token);

        Assert.Equal(1, exitCode);
        Assert.Equal(sentence, errors.TrimEnd());
        Assert.Empty(output);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Fact]
    public async Task A_connection_string_that_does_not_connect_stops_the_start_with_one_sentence()
    {
        await using var service = ServiceProcess.Start(
            _folder, ("ConnectionStrings__Clearsight", "Host=127.0.0.1;Port=1;Database=clearsight;Username=me;Password=hunter2"));

        var (exitCode, output, errors) = await service.EndAsync(Token);

        Assert.Equal(1, exitCode);
        Assert.StartsWith("The PostgreSQL database 'clearsight' at 127.0.0.1:1 cannot be used: ", errors, StringComparison.Ordinal);
        Assert.Single(errors.TrimEnd().Split('\n'));
        Assert.DoesNotContain("hunter2", output + errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_breaks_the_rule_is_not_shown()
    {
        await using var service = ServiceProcess.Start(_folder, ("Security__ApiKeys__0", "hunter2"));

        var (exitCode, output, errors) = await service.EndAsync(Token);

        Assert.Equal(1, exitCode);
        Assert.StartsWith("A key in Security:ApiKeys has 16 to 256", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", output + errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ASPNETCORE_URLS", "http://*:0")]
    [InlineData("ASPNETCORE_URLS", "http://+:0")]
    [InlineData("ASPNETCORE_URLS", "http://127.0.0.1:0;http://0.0.0.0:0")]
    [InlineData("ASPNETCORE_HTTP_PORTS", "0")]
    [InlineData("DOTNET_URLS", "http://[::]:0")]
    [InlineData("Kestrel__Endpoints__Public__Url", "http://0.0.0.0:0")]
    public async Task Without_a_key_it_refuses_to_listen_where_others_can_reach_it(string key, string value)
    {
        await using var service = ServiceProcess.Start(_folder, (key, value));

        var (exitCode, _, errors) = await service.EndAsync(Token);

        Assert.Equal(1, exitCode);
        Assert.Contains("which others can reach, without an API key", errors, StringComparison.Ordinal);
        Assert.Single(errors.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task With_a_key_it_listens_on_every_interface_says_where_and_ends_well()
    {
        await using var service = ServiceProcess.Start(
            _folder, ("ASPNETCORE_URLS", "http://*:0"), ("Security__ApiKeys__0", "correct-horse-battery"));

        var line = await service.LineWithAsync("Ready at ", Token);
        service.Terminate();
        var (exitCode, output, errors) = await service.EndAsync(Token);

        Assert.Matches(@"Ready at http://\[::\]:\d+ as All: denoise by ", line);
        Assert.Equal(0, exitCode);
        Assert.Empty(errors);
        Assert.DoesNotContain("correct-horse-battery", line + output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_is_told_in_one_sentence()
    {
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        await using var service = ServiceProcess.Start(_folder, ("ASPNETCORE_URLS", $"http://{taken.LocalEndpoint}"));

        var (exitCode, output, errors) = await service.EndAsync(Token);

        Assert.Equal(1, exitCode);
        Assert.Matches("^Failed to bind to address .* already in use. Choose another with ASPNETCORE_URLS.$", errors.TrimEnd());
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }
}
