using Clearsight.Api.InferenceProtocol.Rpc;

namespace Clearsight.Api.InferenceProtocol;

internal static class InferenceProtocolSetup
{
    public static void AddInferenceProtocol(this IServiceCollection services)
    {
        services.AddOptions<InferenceProtocolOptions>().BindConfiguration(InferenceProtocolOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ProtocolModels>();
        services.AddRpc();
    }
}
