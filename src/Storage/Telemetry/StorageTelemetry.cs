namespace Clearsight.Storage.Telemetry;

public static class StorageTelemetry
{
    /// <summary>The name that this project measures under.</summary>
    public const string Name = "Clearsight.Storage";
}
