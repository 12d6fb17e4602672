using PolicyBuilder.Formats;
using PolicyBuilder.Formats.Readers;
using PolicyBuilder.Formats.Writers;
using PolicyBuilder.Testing;
using Xunit;

namespace PolicyBuilder.Tests;

public class PolicyBuildTests
{
    [Fact]
    public void Two_builds_write_the_same_bytes()
    {
        using var scratch = new Scratch();
        var source = scratch.WriteCity();
        Build(scratch["one"], source);
        Build(scratch["two"], source);
        Assert.Equal(Files(scratch["one"]), Files(scratch["two"]));
        Assert.Equal(3, Files(scratch["one"]).Count);
    }

    [Fact]
    public void A_batch_writes_the_bytes_that_single_builds_write()
    {
        using var scratch = new Scratch();
        var sources = Enumerable.Range(0, 40).Select(number => scratch.WriteCity(
            $$"""
            answers:
              final_authority: {{(number % 3 == 0 ? "mayor" : $"Administrator No. {number}")}}
              authorized_employees: [Clerk {{number}}{{(number % 2 == 0 ? ", Librarian" : "")}}]
              related_policies: [{{string.Join(", ", Enumerable.Range(0, number % 4).Select(policy => $"Policy {policy} of {number}"))}}]
            """,
            $"name: Sample {number}\nkind: {(number % 5 == 0 ? "town" : "city")}\n",
            $"city-{number}")).ToList();

        Build(scratch["batch"], [.. sources]);
        foreach (var source in sources)
            Build(scratch["single"], source);
        Assert.Equal(120, Files(scratch["batch"]).Count);
        Assert.Equal(Files(scratch["single"]), Files(scratch["batch"]));
    }

    [Fact]
    public void Files_of_the_users_own_beside_the_output_stay()
    {
        using var scratch = new Scratch();
        var source = scratch.WriteCity();
        Build(scratch["out"], source);
        scratch.Write("out/mapleton/social-media/1.0.0/notes.txt", "ours");
        Build(scratch["out"], source);
        Assert.Equal("ours", File.ReadAllText(scratch["out/mapleton/social-media/1.0.0/notes.txt"]));
        Assert.Equal(4, Files(scratch["out"]).Count);
    }

    [Fact]
    public void What_a_crash_left_beside_the_output_is_cleared_away()
    {
        using var scratch = new Scratch();
        var source = scratch.WriteCity();
        scratch.Write("out/mapleton/social-media/1.0.0.partial/social-media.docx", "half a file");
        Build(scratch["out"], source);
        Assert.False(Directory.Exists(scratch["out/mapleton/social-media/1.0.0.partial"]));
        Assert.Equal(3, Files(scratch["out"]).Count);
    }

    [Fact]
    public void A_full_disk_stops_the_build_with_the_systems_own_reason()
    {
        using var scratch = new Scratch();
        var source = scratch.WriteCity();
        scratch.Write("out/mapleton", "a file where a folder must be");
        Assert.ThrowsAny<IOException>(() => Build(scratch["out"], source));
    }

    private static void Build(string output, params PolicySource[] sources)
    {
        var built = new System.Collections.Concurrent.ConcurrentBag<Built>();
        var unreadable = new PolicyBuild(new PolicyCompiler(new TemplateLibrary(null)), PolicyWriters.All, output).Run(
            [.. sources.Select(source => new CityFolder(source.Folder, [source.PolicyPath]))],
            policies =>
            {
                foreach (var policy in policies)
                    built.Add(policy);
            });
        Assert.Empty(unreadable);
        Assert.Equal(sources.Length, built.Count);
        Assert.All(built, policy => Assert.Empty(policy.Problems));
    }

    private static SortedDictionary<string, string> Files(string folder)
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            files.Add(Path.GetRelativePath(folder, path), Convert.ToBase64String(File.ReadAllBytes(path)));
        return files;
    }
}
