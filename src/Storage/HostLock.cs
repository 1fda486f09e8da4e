using Clearsight.Storage.Database;

namespace Clearsight.Storage;

/// <summary>Lets one host at a time do what every host does, such as registering the models that come with the program.</summary>
public sealed class HostLock
{
    private readonly IRowDatabase _database;

    internal HostLock(IRowDatabase database) => _database = database;

    /// <summary>Waits for the other hosts that are at it; disposing the result lets the next one in.</summary>
    /// <exception cref="Domain.StartupException">The database cannot be reached, or another host takes too long.</exception>
    public Task<IAsyncDisposable> EnterAsync(string purpose, CancellationToken cancellationToken) => _database.EnterAsync(purpose, cancellationToken);
}
