using Clearsight.LibtorchPatcher;

if (args is not [var source, var target])
{
    await Console.Error.WriteLineAsync("usage: LibtorchPatcher SOURCE TARGET   writes a copy of SOURCE that loads beside an older libstdc++");
    return 2;
}

try
{
    var library = await File.ReadAllBytesAsync(source);
    var relaxed = LibstdcxxRequirement.Relax(library);
    Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(target))!);

    // A build that is stopped half-way leaves no half library: outputs are linked to this file, not copied.
    var temporary = $"{target}.{Environment.ProcessId}";
    await File.WriteAllBytesAsync(temporary, library);
    File.Move(temporary, target, overwrite: true);
    Console.WriteLine(relaxed ? $"{target}: {LibstdcxxRequirement.NewVersion} made optional" : $"{target}: copied as it is");
    return 0;
}
catch (Exception failure) when (failure is InvalidDataException or IOException or UnauthorizedAccessException)
{
    // The form that MSBuild shows as an error of the build.
    await Console.Error.WriteLineAsync($"{source} : error LIBTORCH1: {failure.Message}");
    return 1;
}
