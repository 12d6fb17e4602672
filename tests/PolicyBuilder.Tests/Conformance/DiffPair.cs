using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using PolicyBuilder.Model;
using PolicyBuilder.Model.Diffing;
using PolicyBuilder.Model.Documents;
using PolicyBuilder.Testing;

namespace PolicyBuilder.Tests.Conformance;

/// <summary>
/// A hand-judged pair from Conformance/Diff/NNNN-what/pair.txt: why, then <c>old:</c> and <c>new:</c> with indented text,
/// <c>verdict:</c>, <c>reasons:</c> (kinds that must be among the reasons) and <c>marked:</c> (went in <c>[-…]</c>, came in
/// <c>{+…}</c>, one line for each changed line). In the text, lines with <c>- </c> are list items without ids, lines with
/// <c>| </c> rows of a table, <c>{U+00A0}</c> a code point. <c>place:</c> heading or definition; <c>terms:</c> defined terms.
/// </summary>
internal sealed partial record DiffPair(
    string Name, string Why, string Old, string New, Verdict Verdict, string[] Reasons, string[] Marked, string Place, string[] Terms)
{
    public static IEnumerable<DiffPair> All([CallerFilePath] string file = "") =>
        Directory.GetDirectories(Path.Combine(Path.GetDirectoryName(file)!, "Diff")).Order(StringComparer.Ordinal).Select(Read);

    public (PolicyDocument Old, PolicyDocument New) Documents() => (Document(Old), Document(New));

    private static DiffPair Read(string folder)
    {
        var fields = new Dictionary<string, List<string>>();
        var field = fields["why"] = [];
        foreach (var line in File.ReadAllText(Path.Combine(folder, "pair.txt")).TrimEnd('\n').Split('\n'))
        {
            if (FieldName().Match(line) is { Success: true } start)
            {
                field = fields[start.Groups[1].Value] = [];
                if (start.Groups[2].Length > 0)
                    field.Add(start.Groups[2].Value);
            }
            else
            {
                field.Add(line.StartsWith("  ", StringComparison.Ordinal) ? line[2..] : line);
            }
        }
        string Text(string name) => CodePoint().Replace(
            string.Join('\n', fields.GetValueOrDefault(name) ?? []),
            match => char.ConvertFromUtf32(int.Parse(match.Groups[1].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture)));
        return new DiffPair(
            Path.GetFileName(folder), Text("why").Trim(), Text("old"), Text("new"), Enum.Parse<Verdict>(Text("verdict")),
            Text("reasons").Split(' ', StringSplitOptions.RemoveEmptyEntries),
            Text("marked").Split('\n', StringSplitOptions.RemoveEmptyEntries), Text("place"),
            Text("terms").Split(", ", StringSplitOptions.RemoveEmptyEntries));
    }

    private PolicyDocument Document(string text)
    {
        var lines = text.Split('\n');
        var rows = lines.Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .Select(line => line[2..].Split(" | ").Select<string, Sequence<Inline>>(cell => [new Text(cell)]).ToSequence()).ToList();
        var items = lines.Where(line => line.StartsWith("- ", StringComparison.Ordinal))
            .Select((line, i) => ExampleDocument.Provision($"rules.it.{i + 1}", [ExampleDocument.Paragraph(new Text(line[2..]))])).ToArray();
        var running = string.Join('\n', lines.Where(line => line is not ['-' or '|', ' ', ..]));
        List<Block> body = Place == "heading" || running.Length == 0 ? [] : [ExampleDocument.Paragraph(new Text(running))];
        if (rows.Count > 0)
            body.Add(new Table(rows[0], rows.Skip(1).ToSequence()));
        var clause = ExampleDocument.Provision(Place == "definition" ? "definitions.it" : "rules.it", body.ToSequence(), items);
        var definitions = Terms.Select((term, i) => ExampleDocument.Provision(
            $"definitions.t{i}", [ExampleDocument.Paragraph(new Text($"{term}: as the city says"))])).ToList();
        if (Place == "definition")
            definitions.Add(clause);
        return Numbering.Number(ExampleDocument.Create() with
        {
            Sections =
            [
                ExampleDocument.Section("definitions", "DEFINITIONS", [.. definitions]),
                ExampleDocument.Section("rules", Place == "heading" ? running : "RULES", Place == "definition" ? [] : [clause]),
            ],
        });
    }

    [GeneratedRegex(@"\A(old|new|verdict|reasons|marked|place|terms): ?(.*)\z")]
    private static partial Regex FieldName();

    [GeneratedRegex(@"\{U\+([0-9A-F]{4,6})\}")]
    private static partial Regex CodePoint();
}
