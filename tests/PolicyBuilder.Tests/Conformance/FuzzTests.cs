using System.Text;
using CsCheck;
using PolicyBuilder.Formats;
using PolicyBuilder.Formats.Readers;
using PolicyBuilder.Testing;
using Xunit;

namespace PolicyBuilder.Tests.Conformance;

/// <summary>Whatever the bytes of a file are, compiling ends with a policy or with diagnostics: it throws nothing.</summary>
public class FuzzTests
{
    private static readonly string[] Pieces =
    [
        "[", "]", "{", "}", "{{", "}}", "{{~", "~}}", "{%{", "}%}", ":", ": ", "- ", "\t", "\n", "\n\n", "  ", "*", "**", "&a", "*a", "!t", "\"", "'", "\\",
        "\\u", "\\UFFFFFFFF", "\"\\uD800\"", "\0", "\u0085", "\uFDD0", "\uFDD00\uFDD1", "\uFEFF", "😀", "#", "{#", "{#a.b}", "|", "|-\n", ">", "](", "![", "<", "`", "```\n",
        "---\n", "...\n", "%YAML", "? ", "~", "if ", "for x in channels", "end", "else", "include 'policy.md'", "1..9", "_____", "1.0.0", "|a|b|\n|-|-|\n", "    ",
    ];

    private static readonly Gen<string> Word = Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i]);

    private static readonly Gen<byte[]> Piece = Gen.Frequency(
        (6, Word.Select(word => Encoding.UTF8.GetBytes(word))),
        (1, Gen.Byte.Array[1, 3]));

    private static readonly Gen<(int At, int Cut, byte[] Put)[]> Edits = Gen.Select(Gen.Int[0, int.MaxValue], Gen.Int[0, 12], Piece).Array[1, 8];

    [Fact]
    public void Random_bytes_as_a_policy() =>
        Gen.Byte.Array[0, 400].Sample(bytes => Compile(bench => bench.Write("policies/mapleton/social-media.yaml", bytes)), iter: 300);

    [Fact]
    public void Random_pieces_as_a_policy() =>
        Piece.Array[0, 60].Sample(pieces => Compile(bench => bench.Write("policies/mapleton/social-media.yaml", [.. pieces.SelectMany(piece => piece)])), iter: 500);

    [Theory]
    [InlineData("policies/mapleton/city.yaml", 200)]
    [InlineData("policies/mapleton/social-media.yaml", 600)]
    [InlineData("templates/social-media/template.yaml", 300)]
    [InlineData("templates/social-media/policy.md", 400)]
    [InlineData("templates/social-media/acknowledgement.md", 200)]
    public void A_sample_file_with_mistakes(string file, int times) =>
        Edits.Sample(edits => Compile(bench => bench.Write(file, Edited(File.ReadAllBytes(bench.PathOf(file)), edits))), iter: times);

    [Fact]
    public void Random_markdown_in_an_amendment() =>
        Word.Array[0, 40].Sample(pieces => Compile(bench => bench.Write("policies/mapleton/social-media.yaml",
            Workbench.Policy + "amendments:\n  - replace: official-use.profanity\n    text: |2\n      x"
            + string.Concat(pieces).Replace("\n", "\n      ", StringComparison.Ordinal) + "\n")), iter: 500);

    private static byte[] Edited(byte[] bytes, (int At, int Cut, byte[] Put)[] edits)
    {
        var edited = bytes.ToList();
        foreach (var (at, cut, put) in edits)
        {
            var place = edited.Count == 0 ? 0 : at % edited.Count;
            edited.RemoveRange(place, Math.Min(cut, edited.Count - place));
            edited.InsertRange(place, put);
        }
        return [.. edited];
    }

    private static void Compile(Action<Workbench> change)
    {
        using var bench = new Workbench();
        foreach (var file in new[] { "city.yaml", "social-media.yaml" })
            bench.Write("policies/mapleton/" + file, File.ReadAllBytes(Path.Combine(Repository.Root, "policies", "new-harbor", file)));
        bench.Write("policies/mapleton/seal.png", File.ReadAllBytes(Path.Combine(Repository.Root, "policies", "new-harbor", "seal.png")));
        foreach (var file in new[] { "template.yaml", "policy.md", "acknowledgement.md" })
            bench.Write("templates/social-media/" + file, File.ReadAllBytes(Path.Combine(Repository.Root, "templates", "social-media", file)));
        change(bench);

        var source = new PolicySource(bench.PathOf("policies/mapleton/social-media.yaml"));
        var compilation = new PolicyCompiler(new TemplateLibrary(bench.PathOf("templates"))).Compile(source);
        Assert.True(compilation.Policy is null != (compilation.Problems.Count == 0));
        foreach (var problem in compilation.Problems)
            Assert.True(IsInFile(problem.Location), problem.ToString());
        if (compilation.Policy is { } policy)
            new Adviser(new DateOnly(2027, 6, 1)).Advise(policy);
    }

    private static bool IsInFile(Model.Diagnostics.SourceLocation place)
    {
        if (!File.Exists(place.File))
            return place.File.EndsWith(".md", StringComparison.Ordinal);
        if (place.Line == 0)
            return place.Column == 0;
        var lines = File.ReadAllText(place.File).ReplaceLineEndings("\n").Split('\n');
        return place.Line <= lines.Length + 1;
    }
}
