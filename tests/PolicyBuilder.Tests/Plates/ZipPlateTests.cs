using System.IO.Compression;
using System.Text;
using CsCheck;
using PolicyBuilder.Formats.Plates;
using Xunit;

namespace PolicyBuilder.Tests.Plates;

public class ZipPlateTests
{
    [Fact]
    public void Another_reader_finds_every_part_with_its_answers_filled_in() =>
        Gen.Select(Gen.String[0, 300].Array[1, 6], Gen.String[0, 100].Array[1, 5]).Sample(
            (fixedTexts, answers) =>
            {
                fixedTexts = [.. fixedTexts.Select(Clean)];
                answers = [.. answers.Select(Clean)];
                var text = string.Concat(fixedTexts.Select((part, index) => part + BlankMark.Of(index % answers.Length)));
                var expected = string.Concat(fixedTexts.Select((part, index) => part + answers[index % answers.Length].ToUpperInvariant()));
                byte[] picture = [1, 2, 3, 255];
                var zip = new ZipPlate(
                [
                    new ZipPart("a/fixed.xml", new TextPlate(fixedTexts[0], answer => answer)),
                    new ZipPart("b.xml", new TextPlate(text, answer => answer.ToUpperInvariant())),
                    new ZipPart("c.png", new BytesPlate(picture)),
                    new ZipPart("empty.xml", new TextPlate("", answer => answer)),
                ]).Print(answers);

                using var archive = new ZipArchive(new MemoryStream(zip), ZipArchiveMode.Read);
                Assert.Equal(["a/fixed.xml", "b.xml", "c.png", "empty.xml"], archive.Entries.Select(entry => entry.FullName));
                Assert.Equal(fixedTexts[0], Read(archive, "a/fixed.xml"));
                Assert.Equal(expected, Read(archive, "b.xml"));
                Assert.Equal("", Read(archive, "empty.xml"));
                Assert.Equal(picture, ReadBytes(archive, "c.png"));
            },
            iter: 300);

    [Fact]
    public void An_answer_longer_than_a_stored_block_holds_is_split()
    {
        var answer = new string('x', 150_000);
        var zip = new ZipPlate([new ZipPart("a.xml", new TextPlate($"<{BlankMark.Of(0)}>", text => text))]).Print([answer]);
        using var archive = new ZipArchive(new MemoryStream(zip), ZipArchiveMode.Read);
        Assert.Equal($"<{answer}>", Read(archive, "a.xml"));
    }

    [Fact]
    public void Two_copies_with_the_same_answers_are_the_same_bytes()
    {
        var plate = new ZipPlate([new ZipPart("a.xml", new TextPlate($"one {BlankMark.Of(0)} two", text => text))]);
        Assert.Equal(plate.Print(["answer"]), plate.Print(["answer"]));
        Assert.NotEqual(plate.Print(["answer"]), plate.Print(["other!"]));
    }

    private static string Clean(string text) =>
        Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Replace(BlankMark.Open, '?').Replace(BlankMark.Close, '?');

    private static string Read(ZipArchive archive, string name) => Encoding.UTF8.GetString(ReadBytes(archive, name));

    // ZipArchive checks the CRC-32 as it reads to the end.
    private static byte[] ReadBytes(ZipArchive archive, string name)
    {
        using var stream = archive.GetEntry(name)!.Open();
        var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
