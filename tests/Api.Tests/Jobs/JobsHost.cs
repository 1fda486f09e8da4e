using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Clearsight.Api.Problems;
using Clearsight.Domain;
using Clearsight.Domain.Jobs;
using Clearsight.Domain.Models;
using Clearsight.Domain.Recipes;
using Microsoft.Extensions.DependencyInjection;

namespace Clearsight.Api.Tests.Jobs;

/// <summary>The service with a queue that nobody works off: the test itself plays the worker, through the real store.</summary>
internal sealed class JobsHost : IAsyncDisposable
{
    private readonly TestHost _host;
    private readonly RecordingQueue _queue = new();

    /// <param name="settings">Options beside those of every test host.</param>
    public JobsHost(params (string Key, string Value)[] settings)
    {
        _host = new TestHost { Services = services => services.AddSingleton<IJobQueue>(_queue) };
        _host["Host:Role"] = nameof(HostRole.Api);
        foreach (var (key, value) in settings)
        {
            _host[key] = value;
        }
    }

    public HttpClient Client => _host.Client;

    public IJobStore Store => _host.Get<IJobStore>();

    public IReadOnlyCollection<string> Queued => _queue.Ids;

    /// <summary>From now on nothing can be put into the queue.</summary>
    public bool QueueIsAway
    {
        set => _queue.IsAway = value;
    }

    public TestHost Host => _host;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async Task<HttpResponseMessage> PostAsync(string json, string? idempotencyKey = null, string query = "")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/jobs" + query)
        {
            Content = new StringContent(json, Encoding.UTF8, "application/json"),
        };
        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        return await Client.SendAsync(request, Token);
    }

    /// <summary>Creates a job and returns its id.</summary>
    public async Task<string> CreateAsync(string json = """{ "recipe": "mnist-denoiser" }""")
    {
        var answer = await PostAsync(json);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        return (await ReadAsync(answer)).GetProperty("id").GetString()!;
    }

    public Task<TrainingJob> StartAsync(string id) => UpdateAsync(id, job => job.Start($"{Environment.MachineName}/1", DateTimeOffset.UnixEpoch));

    public Task<TrainingJob> UpdateAsync(string id, Func<TrainingJob, TrainingJob> change) => Store.UpdateAsync(id, change, null, Token);

    /// <summary>Registers a model as a training would have left it.</summary>
    public async Task<ModelVersion> RegisterAsync(string name, string network = NetworkIds.DenoisingAutoencoder, string? jobId = null, IReadOnlyList<string>? classes = null)
    {
        var folder = Directory.CreateTempSubdirectory("clearsight-trained-").FullName;
        try
        {
            foreach (var file in ModelFiles.Required.Where(file => file != ModelFiles.Manifest))
            {
                await File.WriteAllTextAsync(Path.Combine(folder, file), file, Token);
            }

            return await _host.Get<IModelRegistry>().RegisterAsync(
                new ModelManifest
                {
                    Name = name,
                    Task = network == NetworkIds.DenoisingAutoencoder ? TaskKind.Denoise : TaskKind.Classify,
                    Network = network,
                    Recipe = "mnist-denoiser",
                    Dataset = "mnist",
                    DatasetDigest = "sha256:00",
                    JobId = jobId,
                    Hyperparameters = new Hyperparameters(),
                    Epoch = 1,
                    Metrics = new Dictionary<string, double>(),
                    InputShape = [-1, 1, -1, -1],
                    OutputShape = [-1, 1, -1, -1],
                    Classes = network == NetworkIds.DenoisingAutoencoder ? [] : classes ?? [.. Enumerable.Range(0, 10).Select(index => $"class {index}")],
                    ParameterCount = 1,
                    CreatedAt = DateTimeOffset.UnixEpoch,
                },
                folder,
                Token);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        var answer = await Client.GetAsync(new Uri(path, UriKind.Relative), Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await ReadAsync(answer);
    }

    public static async Task<JsonElement> ReadAsync(HttpResponseMessage answer) => await answer.Content.ReadFromJsonAsync<JsonElement>(Token);

    /// <summary>Checks the status and returns the problem.</summary>
    public static async Task<Problem> ProblemAsync(HttpResponseMessage answer, HttpStatusCode status)
    {
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        return (await answer.Content.ReadFromJsonAsync<Problem>(Token))!;
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private sealed class RecordingQueue : IJobQueue
    {
        private readonly ConcurrentQueue<string> _ids = new();

        public IReadOnlyCollection<string> Ids => _ids;

        public bool IsAway { private get; set; }

        public Task EnqueueAsync(TrainingJob job)
        {
            if (IsAway)
            {
                throw new IOException("The queue is away.");
            }

            _ids.Enqueue(job.Id);
            return Task.CompletedTask;
        }
    }
}
