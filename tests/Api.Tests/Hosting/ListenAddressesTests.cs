using Clearsight.Api.Hosting;
using Clearsight.Domain;
using Microsoft.Extensions.Configuration;

namespace Clearsight.Api.Tests.Hosting;

public sealed class ListenAddressesTests
{
    [Theory]
    [InlineData("http://localhost:8080", true)]
    [InlineData("http://LOCALHOST:8080", true)]
    [InlineData("http://127.0.0.1:8080", true)]
    [InlineData("http://127.8.9.1:8080", true)]
    [InlineData("http://[::1]:8080", true)]
    [InlineData("http://unix:/run/clearsight.sock", true)]
    [InlineData("http://*:8080", false)]
    [InlineData("http://+:8080", false)]
    [InlineData("http://0.0.0.0:8080", false)]
    [InlineData("http://[::]:8080", false)]
    [InlineData("http://192.168.1.7:8080", false)]
    [InlineData("http://localhost.example.com:8080", false)]
    [InlineData("http://127.0.0.1.example.com:8080", false)]
    [InlineData("https://clearsight:8080", false)]
    public void Only_addresses_of_this_machine_are_loopback(string url, bool loopback) =>
        Assert.Equal(loopback, ListenAddresses.IsLoopback(url));

    [Fact]
    public void What_is_no_address_stops_the_start() =>
        Assert.Contains("'8080'", Assert.Throws<StartupException>(() => ListenAddresses.IsLoopback("8080")).Message, StringComparison.Ordinal);

    [Fact]
    public void Ports_listen_on_every_interface() =>
        Assert.Equal(["http://*:8080", "http://*:8081", "https://*:8443"], Configured(("http_ports", "8080;8081"), ("https_ports", "8443")));

    [Fact]
    public void Urls_win_over_ports() =>
        Assert.Equal(["http://localhost:5000", "http://*:6000"], Configured(("urls", "http://localhost:5000; http://*:6000"), ("http_ports", "8080")));

    [Fact]
    public void Endpoints_of_kestrel_count_too() =>
        Assert.Equal(["http://0.0.0.0:7000"], Configured(("Kestrel:Endpoints:Public:Url", "http://0.0.0.0:7000")));

    [Fact]
    public void Nothing_configured_is_nothing() => Assert.Empty(Configured());

    private static IEnumerable<string> Configured(params (string Key, string Value)[] settings) => ListenAddresses.Configured(
        new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(setting => setting.Key, setting => (string?)setting.Value)).Build());
}
