using System.Text;
using Clearsight.Domain;

namespace Clearsight.LibtorchPatcher.Tests;

public sealed class LibstdcxxRequirementTests
{
    [Fact]
    public void The_packages_library_needs_the_new_version_for_the_marker_alone()
    {
        var elf = new ElfImage(PackagedLibrary.Read());
        var wanted = Assert.Single(elf.VersionNeeds(), need => need.Name == LibstdcxxRequirement.NewVersion);

        Assert.False(wanted.IsWeak);
        Assert.Equal([LibstdcxxRequirement.Marker], SymbolsBoundTo(elf, wanted));
    }

    [Fact]
    public void Relaxing_makes_the_version_weak_and_binds_the_marker_to_a_function_of_the_old_one()
    {
        var library = PackagedLibrary.Read();

        Assert.True(LibstdcxxRequirement.Relax(library));

        var elf = new ElfImage(library);
        var wanted = Assert.Single(elf.VersionNeeds(), need => need.Name == LibstdcxxRequirement.NewVersion);
        var old = Assert.Single(elf.VersionNeeds(), need => need.Name == LibstdcxxRequirement.OldVersion);
        Assert.True(wanted.IsWeak);
        Assert.Empty(SymbolsBoundTo(elf, wanted));
        Assert.Contains(LibstdcxxRequirement.Harmless, SymbolsBoundTo(elf, old));
        Assert.DoesNotContain(LibstdcxxRequirement.Marker, Enumerable.Range(0, elf.SymbolCount).Select(elf.NameOf));
    }

    [Fact]
    public void Relaxing_changes_nothing_but_one_name_one_index_and_one_flag()
    {
        var original = PackagedLibrary.Read();
        var relaxed = original.ToArray();
        LibstdcxxRequirement.Relax(relaxed);

        Assert.Equal(original.Length, relaxed.Length);
        var changed = Enumerable.Range(0, original.Length).Count(offset => original[offset] != relaxed[offset]);
        Assert.InRange(changed, 3, LibstdcxxRequirement.Marker.Length + 4);
    }

    [Fact]
    public void Relaxing_twice_is_relaxing_once()
    {
        var once = PackagedLibrary.Read();
        LibstdcxxRequirement.Relax(once);
        var twice = once.ToArray();

        Assert.False(LibstdcxxRequirement.Relax(twice));
        Assert.True(once.AsSpan().SequenceEqual(twice));
    }

    [Fact]
    public void A_library_that_does_not_ask_for_the_new_version_stays_as_it_is()
    {
        _ = PackagedLibrary.Read();
        var other = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "libc10.so"));
        var before = other.ToArray();

        Assert.False(LibstdcxxRequirement.Relax(other));
        Assert.True(before.AsSpan().SequenceEqual(other));
    }

    [Fact]
    public void A_library_that_needs_the_new_version_for_something_else_is_refused_and_left_alone()
    {
        var library = PackagedLibrary.Read();
        var elf = new ElfImage(library);
        var wanted = elf.VersionNeeds().Single(need => need.Name == LibstdcxxRequirement.NewVersion);
        var another = Enumerable.Range(1, elf.SymbolCount - 1).First(symbol => elf.VersionOf(symbol) != wanted.Index);
        elf.BindToVersion(another, wanted.Index);
        var before = library.ToArray();

        var refusal = Assert.Throws<InvalidDataException>(() => LibstdcxxRequirement.Relax(library));
        Assert.Contains("for more than", refusal.Message, StringComparison.Ordinal);
        Assert.True(before.AsSpan().SequenceEqual(library));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a library at all, but longer than the header of one, so that its length alone does not give it away")]
    [InlineData("\u007fELF\u0001\u0001 a 32-bit object                                                             ")]
    public void Junk_is_refused_with_a_sentence(string junk)
    {
        var refusal = Assert.Throws<InvalidDataException>(() => LibstdcxxRequirement.Relax(Encoding.Latin1.GetBytes(junk)));
        Assert.Contains("not a 64-bit little-endian ELF object", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_truncated_library_is_refused()
    {
        var library = PackagedLibrary.Read();
        // The section headers stand at the end, so that no shorter file can be read.
        foreach (var length in new[] { 6, 63, 64, 4_096, library.Length / 2, library.Length - 1 })
        {
            Assert.Throws<InvalidDataException>(() => LibstdcxxRequirement.Relax(library[..length]));
        }
    }

    [Fact]
    public void A_damaged_library_is_relaxed_or_refused_but_never_breaks_the_patcher()
    {
        var original = PackagedLibrary.Read();
        var random = new RandomStream(1, "damage");
        var sectionHeaders = original.Length - BitConverter.ToInt32(original, 40);
        for (var attempt = 0; attempt < 300; attempt++)
        {
            var damaged = original.ToArray();
            for (var hit = 0; hit < 4; hit++)
            {
                // Where the structure is: the file header, and the section headers at the end.
                var offset = attempt % 2 == 0 ? 32 + random.Below(32) : damaged.Length - 1 - random.Below(sectionHeaders);
                damaged[offset] = (byte)random.Below(256);
            }

            var failure = Record.Exception(() => LibstdcxxRequirement.Relax(damaged));
            Assert.True(failure is null or InvalidDataException, $"Attempt {attempt}: {failure}");
        }
    }

    private static IEnumerable<string> SymbolsBoundTo(ElfImage elf, VersionNeed need) =>
        Enumerable.Range(0, elf.SymbolCount).Where(symbol => elf.VersionOf(symbol) == need.Index).Select(elf.NameOf);
}
