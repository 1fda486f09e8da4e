namespace Clearsight.Api.Dashboard.Parts;

/// <summary>A page that keeps up with what happens, for as long as it is looked at.</summary>
public abstract class LivePage : DashboardPage
{
    private Task? _following;

    /// <summary>From the end of one look to the beginning of the next.</summary>
    protected virtual TimeSpan Pause => TimeSpan.FromSeconds(1);

    /// <summary>Reads what the page shows.</summary>
    protected abstract Task LoadAsync();

    protected override async Task OnInitializedAsync()
    {
        await LoadAsync();
        _following = FollowAsync();
    }

    /// <summary>Returns when it is time to look again.</summary>
    protected virtual Task WaitAsync() => Task.Delay(Pause, Time, Gone);

    private async Task FollowAsync()
    {
        try
        {
            while (!Gone.IsCancellationRequested)
            {
                await WaitAsync();
                await LoadAsync();
                StateHasChanged();
            }
        }
        catch (OperationCanceledException) when (Gone.IsCancellationRequested)
        {
            // The page was left.
        }
        catch (Exception exception)
        {
            await DispatchExceptionAsync(exception);
        }
    }
}
