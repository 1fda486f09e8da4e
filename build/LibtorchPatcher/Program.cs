using Clearsight.LibtorchPatcher;

if (args is not [var source, var target])
{
    await Console.Error.WriteLineAsync("usage: LibtorchPatcher SOURCE TARGET   writes a copy of SOURCE that loads beside an older libstdc++");
    return 2;
}

var library = await File.ReadAllBytesAsync(source);
var relaxed = LibstdcxxRequirement.Relax(library);
Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(target))!);

// Several projects may run this at once: each writes its own file, the rename is atomic and the content the same.
var temporary = $"{target}.{Environment.ProcessId}";
await File.WriteAllBytesAsync(temporary, library);
File.Move(temporary, target, overwrite: true);
Console.WriteLine(relaxed ? $"{target}: GLIBCXX_3.4.32 made optional" : $"{target}: copied as it is");
return 0;
