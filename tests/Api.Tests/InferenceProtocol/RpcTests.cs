using Clearsight.Api.InferenceProtocol.Rpc;
using Clearsight.Api.Tests.Endpoints;
using Clearsight.Domain.Models;
using Clearsight.Serving.Tests.Models;
using Grpc.Health.V1;
using Grpc.Reflection.V1Alpha;
using HealthService = Grpc.Health.V1.Health;

namespace Clearsight.Api.Tests.InferenceProtocol;

public sealed class RpcTests
{
    private static readonly long[] TwoImages = [2, 1, 28, 28];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_server_lives_is_ready_and_says_what_it_is()
    {
        await using var host = await new TestHost().WithModelsAsync();
        using var channel = host.Channel();
        var client = channel.Service();
        Assert.True((await client.ServerLiveAsync(new ServerLiveRequest(), cancellationToken: Token)).Live);
        Assert.True((await client.ServerReadyAsync(new ServerReadyRequest(), cancellationToken: Token)).Ready);
        Assert.Equal("clearsight", (await client.ServerMetadataAsync(new ServerMetadataRequest(), cancellationToken: Token)).Name);
        Assert.True((await client.ModelReadyAsync(new ModelReadyRequest { Name = "classify" }, cancellationToken: Token)).Ready);
    }

    [Fact]
    public async Task Metadata_are_those_of_rest()
    {
        await using var host = await new TestHost().WithModelsAsync();
        await UntrainedModel.RegisterClassifierAsync(host.Get<IModelRegistry>(), seed: 5);
        using var channel = host.Channel();
        var model = await channel.Service().ModelMetadataAsync(new ModelMetadataRequest { Name = "some-classifier", Version = "1" }, cancellationToken: Token);
        Assert.Equal(("some-classifier", "onnx_onnxv1"), (model.Name, model.Platform));
        Assert.Equal(["2", "1"], model.Versions);
        Assert.Equal(["images FP32 -1,1,28,28"], model.Inputs.Select(Text));
        Assert.Equal(["probabilities FP32 -1,10", "logits FP32 -1,10"], model.Outputs.Select(Text));

        static string Text(ModelMetadataResponse.Types.TensorMetadata tensor) => $"{tensor.Name} {tensor.Datatype} {string.Join(',', tensor.Shape)}";
    }

    [Theory]
    [InlineData("classify", "probabilities")]
    [InlineData("classify", "logits")]
    [InlineData("denoise", "denoised")]
    public async Task Numbers_and_bytes_are_answered_as_by_rest(string model, string output)
    {
        await using var host = await new TestHost().WithModelsAsync();
        using var channel = host.Channel();
        var pixels = Images();
        using var response = await host.InferAsync(model, RestClient.Request(TwoImages, RestClient.Flat(pixels)));
        var expected = (await response.AnswerAsync()).Json;

        var numbers = await channel.Service().ModelInferAsync(RpcClient.Request(model, TwoImages, pixels), cancellationToken: Token);
        Assert.Equal((expected["model_name"]!.GetValue<string>(), "1"), (numbers.ModelName, numbers.ModelVersion));
        Assert.Empty(numbers.RawOutputContents);
        Assert.Equal(expected.Data(output), numbers.Outputs.Single(tensor => tensor.Name == output).Contents.Fp32Contents);

        var bytes = await channel.Service().ModelInferAsync(RpcClient.RawRequest(model, TwoImages, pixels), cancellationToken: Token);
        Assert.All(bytes.Outputs, tensor => Assert.Null(tensor.Contents));
        var index = bytes.Outputs.Select(tensor => tensor.Name).ToList().IndexOf(output);
        Assert.Equal(expected.Data(output), RestClient.Floats(bytes.RawOutputContents[index].ToByteArray()));
        Assert.Equal(2, bytes.Outputs[index].Shape[0]);
    }

    [Fact]
    public async Task The_id_comes_back_and_outputs_come_as_asked_for()
    {
        await using var host = await new TestHost().WithModelsAsync();
        using var channel = host.Channel();
        var request = RpcClient.Request("some-classifier", TwoImages, Images());
        request.ModelVersion = "1";
        request.Id = "42";
        request.Parameters["priority"] = new InferParameter { Int64Param = 3 };
        request.Outputs.Add(new ModelInferRequest.Types.InferRequestedOutputTensor { Name = "logits" });
        var answer = await channel.Service().ModelInferAsync(request, cancellationToken: Token);
        Assert.Equal("42", answer.Id);
        Assert.Equal("logits", Assert.Single(answer.Outputs).Name);
    }

    [Fact]
    public async Task Health_answers_tools_that_know_nothing_of_models()
    {
        await using var host = new TestHost();
        using var channel = host.Channel();
        var health = new HealthService.HealthClient(channel);
        foreach (var service in (string[])["", "inference.GRPCInferenceService"])
        {
            var answer = await health.CheckAsync(new HealthCheckRequest { Service = service }, cancellationToken: Token);
            Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, answer.Status);
        }
    }

    [Fact]
    public async Task Reflection_names_the_services()
    {
        await using var host = new TestHost();
        using var channel = host.Channel();
        using var call = new ServerReflection.ServerReflectionClient(channel).ServerReflectionInfo(cancellationToken: Token);
        await call.RequestStream.WriteAsync(new ServerReflectionRequest { ListServices = "" }, Token);
        Assert.True(await call.ResponseStream.MoveNext(Token));
        var services = call.ResponseStream.Current.ListServicesResponse.Service.Select(service => service.Name).ToList();
        Assert.Contains("inference.GRPCInferenceService", services);
        Assert.Contains("grpc.health.v1.Health", services);
        await call.RequestStream.CompleteAsync();
    }

    private static float[] Images()
    {
        var pixels = RestClient.Picture(28, 28).Pixels;
        return [.. pixels, .. pixels.Select(pixel => 1 - pixel)];
    }
}
