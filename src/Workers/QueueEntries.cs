using System.Transactions;
using Clearsight.Storage;
using Hangfire;
using Hangfire.Common;
using Hangfire.States;

namespace Clearsight.Workers;

/// <summary>
/// Has Hangfire's client put entries into the database that hosts share, all that come together in one transaction: by itself each takes
/// two, of which a crash may leave the first, and its NOTIFY lets only one of them commit at a time.
/// </summary>
/// <remarks>
/// Hangfire.PostgreSql takes part in the transaction of its caller (<c>EnableTransactionScopeEnlistment</c>), and Npgsql gives out the one
/// connection again that is in it. Workers are woken as ever, once it is committed.
/// </remarks>
internal sealed class QueueEntries
{
    private readonly IBackgroundJobClientV2 _client;
    private readonly WrittenTogether<Entry> _together;

    public QueueEntries(IBackgroundJobClientV2 client)
    {
        _client = client;
        // The client blocks, which whoever happens to come first must not do for those after it.
        _together = new WrittenTogether<Entry>(together => Task.Run(() => Write(together)));
    }

    /// <summary>Returns when a crash can no longer lose it.</summary>
    public Task AddAsync(Job call, IState state) => _together.AddAsync(new Entry(call, state));

    private void Write(IReadOnlyList<Written<Entry>> together)
    {
        // It belongs to this thread: nothing in it may be awaited.
        using var transaction = new TransactionScope(
            TransactionScopeOption.RequiresNew, new TransactionOptions { IsolationLevel = IsolationLevel.ReadCommitted });
        foreach (var entry in together)
        {
            _client.Create(entry.Item.Call, entry.Item.State);
        }

        transaction.Complete();
    }

    private sealed record Entry(Job Call, IState State);
}
