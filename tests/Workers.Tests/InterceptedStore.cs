using System.Reflection;
using Clearsight.Domain.Jobs;

namespace Clearsight.Workers.Tests;

/// <summary>The real store, except that something comes before one of its methods: a failure, or a wait.</summary>
public class InterceptedStore : DispatchProxy
{
    private IJobStore _store = null!;
    private string _method = "";
    private Func<Task> _before = null!;

    /// <param name="method">The name of a method that returns nothing.</param>
    public static IJobStore Wrap(IJobStore store, string method, Func<Task> before)
    {
        var proxy = Create<IJobStore, InterceptedStore>();
        var interceptor = (InterceptedStore)(object)proxy;
        (interceptor._store, interceptor._method, interceptor._before) = (store, method, before);
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        return targetMethod!.Name == _method ? InterceptAsync() : targetMethod.Invoke(_store, args);

        async Task InterceptAsync()
        {
            await _before();
            await (Task)targetMethod.Invoke(_store, args)!;
        }
    }
}
