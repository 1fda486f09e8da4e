using System.Reflection;
using Clearsight.Domain.Jobs;

namespace Clearsight.Workers.Tests;

/// <summary>The real store, except that one of its methods fails as a lost database does.</summary>
public class FailingStore : DispatchProxy
{
    private IJobStore _store = null!;
    private string _method = "";

    /// <param name="method">The name of the method that fails.</param>
    public static IJobStore Wrap(IJobStore store, string method)
    {
        var proxy = Create<IJobStore, FailingStore>();
        ((FailingStore)(object)proxy)._store = store;
        ((FailingStore)(object)proxy)._method = method;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod!.Name == _method ? Task.FromException(new IOException("The disk is gone.")) : targetMethod.Invoke(_store, args);
}
