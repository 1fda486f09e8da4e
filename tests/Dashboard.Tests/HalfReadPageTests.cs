using System.Reflection;
using Clearsight.Dashboard.Tests.Hosting;
using Clearsight.Domain.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Clearsight.Dashboard.Tests;

/// <summary>A page may be drawn anew at any moment, also while it is still reading what it shows.</summary>
public sealed class HalfReadPageTests(Chromium chromium)
{
    [Fact]
    public async Task A_version_is_not_offered_before_it_is_known_what_it_has_to_come_up_to()
    {
        await using var dashboard = new DashboardHost(chromium);
        var read = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        read.SetResult();
        dashboard.Host.Services = services =>
        {
            var registered = services.Last(service => service.ServiceType == typeof(ISelectionStore));
            services.Replace(ServiceDescriptor.Singleton(provider =>
                SlowSelections.Wrap((ISelectionStore)registered.ImplementationFactory!(provider), () => read.Task)));
        };
        var page = await dashboard.OpenAsync("/dashboard/models");
        await page.ReadyAsync();

        read = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await page.GetByRole(AriaRole.Link, new() { Name = "fashion-transfer:1" }).ClickAsync();
        await Expect(page).ToHaveURLAsync("/dashboard/models/fashion-transfer/1");
        await page.GetByRole(AriaRole.Button, new() { Name = "Colours: those of the system" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Colours: light" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Colours: dark" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Select fashion-transfer:1" })).ToHaveCountAsync(0);

        read.SetResult();
        await page.GetByRole(AriaRole.Button, new() { Name = "Select fashion-transfer:1" }).ClickAsync();
        await Expect(page.GetByText("accuracy").And(page.Locator(".mud-alert-message"))).ToBeVisibleAsync();
    }

    /// <summary>The real store, which tells only after a while what is selected.</summary>
    public class SlowSelections : DispatchProxy
    {
        private ISelectionStore _store = null!;
        private Func<Task> _wait = null!;

        public static ISelectionStore Wrap(ISelectionStore store, Func<Task> wait)
        {
            var proxy = Create<ISelectionStore, SlowSelections>();
            var slow = (SlowSelections)(object)proxy;
            (slow._store, slow._wait) = (store, wait);
            return proxy;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            return targetMethod!.Name == nameof(ISelectionStore.FindAsync) ? FindAsync() : targetMethod.Invoke(_store, args);

            async Task<Selection?> FindAsync()
            {
                await _wait();
                return await (Task<Selection?>)targetMethod.Invoke(_store, args)!;
            }
        }
    }
}
