using Clearsight.Api.Problems;
using Clearsight.Domain;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Clearsight.Api.Dashboard.Parts;

/// <summary>A page: what it started ends with it, and what it cannot do it says in a sentence.</summary>
public abstract class DashboardPage : ComponentBase, IDisposable
{
    private CancellationTokenSource? _gone;

    [Inject]
    protected ISnackbar Messages { get; private set; } = null!;

    [Inject]
    protected TimeProvider Time { get; private set; } = null!;

    [Inject]
    private IHostApplicationLifetime Lifetime { get; set; } = null!;

    /// <summary>Canceled when the page is left, or the host stops, which the pages that it keeps for a while do not outlive.</summary>
    protected CancellationToken Gone { get; private set; }

    protected override void OnInitialized()
    {
        _gone = CancellationTokenSource.CreateLinkedTokenSource(Lifetime.ApplicationStopping);
        Gone = _gone.Token;
    }

    /// <summary>Does what somebody asked for; what the service refuses is told as it would be to a caller of the API.</summary>
    /// <returns>Whether it was done.</returns>
    protected async Task<bool> TryAsync(Func<Task> action)
    {
        try
        {
            await action();
            return true;
        }
        catch (DomainException exception)
        {
            Messages.Add(ProblemTable.For(exception).Detail, Severity.Error);
            return false;
        }
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing && _gone is not null)
        {
            _gone.Cancel();
            _gone.Dispose();
            _gone = null;
        }
    }
}
