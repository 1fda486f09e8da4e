namespace Clearsight.Workers;

/// <summary>
/// Runs a training on a thread of its own: libtorch's scopes belong to a thread, and hours of computing would keep a
/// pool thread from everybody else.
/// </summary>
internal static class TrainingThread
{
    /// <returns>A task that ends with the work's result or its exception.</returns>
    public static Task<T> RunAsync<T>(string name, Func<T> work)
    {
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() => Complete(completion, work))
        {
            Name = name,
            // A host that has waited long enough for a checkpoint ends without the training.
            IsBackground = true,
        };
        thread.Start();
        return completion.Task;
    }

    private static void Complete<T>(TaskCompletionSource<T> completion, Func<T> work)
    {
        try
        {
            completion.SetResult(work());
        }
        catch (Exception problem)
        {
            // All of them, because one that leaves a thread ends the process.
            completion.SetException(problem);
        }
    }
}
