using System.Net;
using System.Net.Http.Json;
using Clearsight.Api.Batches;
using Clearsight.Api.Tests.Endpoints;
using Clearsight.Serving.Inference;

namespace Clearsight.Api.Tests.Batches;

/// <summary>Batches that meet a busy service, a switch, or the end of patience.</summary>
public sealed class BatchLifeTests
{
    private static readonly byte[] Image = BatchHost.Ring(28, 28);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Paths => ["/classify/batch", "/denoise/batch"];

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task A_full_house_refuses_a_batch_at_its_first_image_and_says_when_to_come_back(string path)
    {
        await using var host = new TestHost { ["Inference:Places"] = "1", ["Inference:QueueLength"] = "0" }.WithShippedModels();
        using var place = await host.Get<InferenceGate>().EnterAsync(Token);
        using var answer = await host.PostFormAsync(path, ("notes.txt", []), ("a.png", Image));
        Assert.Contains("1 images are being worked on", await answer.ProblemAsync(429), StringComparison.Ordinal);
        Assert.NotNull(answer.Headers.RetryAfter);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task A_batch_whose_first_image_waits_too_long_is_given_up_as_a_single_one_is(string path)
    {
        await using var host = new TestHost { ["Inference:Places"] = "1", ["Inference:QueueSeconds"] = "0.01" }.WithShippedModels();
        using var place = await host.Get<InferenceGate>().EnterAsync(Token);
        using var answer = await host.PostFormAsync(path, ("a.png", Image), ("b.png", Image));
        using var single = await host.PostImageAsync("/classify", Image);
        Assert.Equal(await single.ProblemAsync(503), await answer.ProblemAsync(503));
        Assert.NotNull(answer.Headers.RetryAfter);
    }

    [Theory]
    [InlineData("/classify/batch", "classify")]
    [InlineData("/classify/batch?denoise=true", "classify")]
    [InlineData("/denoise/batch", "denoise")]
    public async Task Without_a_model_the_caller_hears_how_to_get_one(string path, string task)
    {
        await using var host = new TestHost();
        using var answer = await host.PostFormAsync(path, ("a.png", Image));
        Assert.Contains($"PUT /selection/{task}", await answer.ProblemAsync(503), StringComparison.Ordinal);
        Assert.NotNull(answer.Headers.RetryAfter);
    }

    [Fact]
    public async Task All_of_a_batch_is_answered_by_the_version_that_was_selected_when_it_began()
    {
        await using var host = new TestHost { ["Batches:AtOnce"] = "1" }.WithShippedModels();
        host.Listen();
        var rest = new TaskCompletionSource();
        var batch = host.Client.PostAsync("/classify/batch", SlowForm.Holding(rest.Task, Image), Token);
        await UntilAsync(host, isBusy: true);

        // Larger than what the service reads of other bodies: the client is to see the answer all the same.
        using var refused = await host.PostFormAsync("/denoise/batch", ("a.png", new byte[15_000_000]));
        Assert.Contains("1 batches are being worked on", await refused.ProblemAsync(429), StringComparison.Ordinal);

        using var put = await host.Client.PutAsJsonAsync("/selection/classify", new { model = "fashion-transfer:1" }, Token);
        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        using var single = await host.PostImageAsync("/classify", Image);
        Assert.Equal("fashion-transfer:1", Assert.Single(single.Headers.GetValues("X-Model")));
        rest.SetResult();

        using var answer = await batch;
        Assert.Equal("fashion-classifier:1", Assert.Single(answer.Headers.GetValues("X-Model")));
        using var before = await host.PostImageAsync("/classify?model=fashion-classifier:1", Image);
        var expected = (await before.JsonAsync()).GetProperty("predictions").GetRawText();
        Assert.Equal([expected, expected], (await answer.ItemsAsync()).Select(item => item.GetProperty("predictions").GetRawText()));
    }

    [Fact]
    public async Task A_client_that_leaves_while_it_sends_frees_its_place()
    {
        await using var host = new TestHost { ["Batches:AtOnce"] = "1" }.WithShippedModels();
        host.Listen();
        using var leaving = new CancellationTokenSource();
        var batch = host.Client.PostAsync("/classify/batch", SlowForm.Holding(new TaskCompletionSource().Task, Image), leaving.Token);
        await UntilAsync(host, isBusy: true);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => batch);
        await UntilAsync(host, isBusy: false);
    }

    [Fact]
    public async Task A_client_that_leaves_while_its_images_are_worked_on_frees_its_place_and_the_gate()
    {
        await using var host = new TestHost { ["Batches:AtOnce"] = "1", ["Inference:Places"] = "1", ["Inference:QueueLength"] = "1" }.WithShippedModels();
        host.Listen();
        var gate = host.Get<InferenceGate>();
        var place = await gate.EnterAsync(Token);
        using var leaving = new CancellationTokenSource();
        var batch = host.Client.PostAsync("/denoise/batch", BatchHost.Form(Enumerable.Repeat(((string?)"a.png", Image), 20)), leaving.Token);
        await UntilAsync(host, isBusy: true);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => batch);
        await UntilAsync(host, isBusy: false);

        // The one that may wait at the gate is not one of theirs.
        var next = gate.EnterAsync(Token);
        place.Dispose();
        (await next).Dispose();
    }

    [Fact]
    public async Task A_batch_that_does_not_come_in_is_given_up()
    {
        await using var host = new TestHost { ["Batches:UploadSeconds"] = "1" }.WithShippedModels();
        var rest = new TaskCompletionSource();
        using var answer = await host.Client.PostAsync("/classify/batch", SlowForm.Holding(rest.Task, Image), Token);
        rest.SetResult();
        await answer.ProblemAsync(408);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_over_the_limit_is_refused_whether_its_length_is_told_or_not(bool chunked)
    {
        await using var host = new TestHost { ["Batches:MaximumBytes"] = "100000" }.WithShippedModels();
        host.Listen();
        using var form = BatchHost.Form(Enumerable.Repeat(((string?)"a.bmp", BatchHost.Ring(100, 100, "bmp")), 10));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/classify/batch") { Content = form };
        request.Headers.TransferEncodingChunked = chunked;
        using var answer = await host.Client.SendAsync(request, Token);
        await answer.ProblemAsync(413);
        using var next = await host.PostFormAsync("/classify/batch", ("a.png", Image));
        Assert.Single(await next.ItemsAsync());
    }

    [Fact]
    public async Task A_batch_is_one_request_of_its_clients_rate()
    {
        await using var host = new TestHost { ["Limits:RequestsPerSecond"] = "1", ["Limits:Burst"] = "1" }.WithShippedModels();
        using var first = await host.PostFormAsync("/classify/batch", Enumerable.Repeat(((string?)"a.png", Image), 10));
        Assert.Equal(10, (await first.ItemsAsync()).Count);
        var answers = new List<int>();
        for (var call = 0; call < 10; call++)
        {
            using var answer = await host.PostFormAsync("/denoise/batch", ("a.png", Image));
            answers.Add((int)answer.StatusCode);
        }

        Assert.Contains(429, answers);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task The_key_is_asked_for_where_inference_needs_one(string path)
    {
        await using var host = new TestHost
        {
            ["Security:ApiKeys:0"] = "correct-horse-battery",
            ["Security:RequireKeyForInference"] = "true",
        }.WithShippedModels();
        using var answer = await host.PostFormAsync(path, ("a.png", Image));
        await answer.ProblemAsync(401);
    }

    /// <summary>Waits until the one batch that may be there is, or no longer is.</summary>
    private static async Task UntilAsync(TestHost host, bool isBusy)
    {
        while (host.Get<BatchPlaces>().Free == 0 != isBusy)
        {
            await Task.Delay(10, Token);
        }
    }
}
