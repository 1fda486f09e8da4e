using System.Reflection;

namespace Clearsight.LibtorchPatcher.Tests;

/// <summary>TorchSharp's libLibTorchSharp.so as the package has it; tests that need it are skipped where there is none.</summary>
internal static class PackagedLibrary
{
    public static byte[] Read()
    {
        var path = typeof(PackagedLibrary).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == "LibTorchSharpOfPackage").Value;
        Assert.SkipWhen(string.IsNullOrEmpty(path), "TorchSharp has no libLibTorchSharp.so for this platform.");
        return File.ReadAllBytes(path);
    }
}
