using System.Net;
using Clearsight.Domain;

namespace Clearsight.Api.Hosting;

/// <summary>The addresses that configuration tells Kestrel to listen on, and whether others than this machine can reach them.</summary>
internal static class ListenAddresses
{
    /// <summary>
    /// Addresses from <c>Kestrel:Endpoints</c>, <c>URLS</c>, and, as ASP.NET Core has it, <c>HTTP_PORTS</c> and
    /// <c>HTTPS_PORTS</c> (every interface) only where there are no URLs. Empty where nothing is configured.
    /// </summary>
    public static IEnumerable<string> Configured(IConfiguration configuration)
    {
        var endpoints = configuration.GetSection("Kestrel:Endpoints").GetChildren()
            .Select(endpoint => endpoint["Url"])
            .OfType<string>();
        var urls = Split(configuration[WebHostDefaults.ServerUrlsKey]);
        return endpoints.Concat(urls.Length > 0 ? urls : Ports(configuration));
    }

    /// <summary>
    /// True for <c>localhost</c>, loopback addresses and local sockets. Kestrel listens on every interface for any
    /// other host name, whatever it resolves to.
    /// </summary>
    /// <exception cref="StartupException">It is no address.</exception>
    public static bool IsLoopback(string url)
    {
        try
        {
            var address = BindingAddress.Parse(url);
            return address.IsUnixPipe || address.IsNamedPipe || IsLoopbackHost(address.Host);
        }
        catch (FormatException exception)
        {
            throw new StartupException($"'{url}' is no address to listen on; one looks like {HostingSetup.DefaultAddress}.", exception);
        }
    }

    public static bool IsLoopbackHost(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static IEnumerable<string> Ports(IConfiguration configuration) =>
        Split(configuration[WebHostDefaults.HttpPortsKey]).Select(port => $"http://*:{port}")
            .Concat(Split(configuration[WebHostDefaults.HttpsPortsKey]).Select(port => $"https://*:{port}"));

    private static string[] Split(string? list) =>
        (list ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
