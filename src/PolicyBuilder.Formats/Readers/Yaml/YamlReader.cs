using PolicyBuilder.Model.Diagnostics;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace PolicyBuilder.Formats.Readers.Yaml;

/// <summary>
/// Reads one YAML document into values with places. Takes the plain part of YAML that a form needs: no anchors,
/// aliases or tags (so no alias bombs), no second document, at most <see cref="MaximumDepth"/> deep.
/// </summary>
internal static class YamlReader
{
    /// <summary>How deep lists and maps may nest; a policy needs four.</summary>
    public const int MaximumDepth = 16;

    /// <summary>The top value, or null when <paramref name="problems"/> tells why there is none.</summary>
    public static YamlValue? Read(string file, string text, ICollection<Diagnostic> problems)
    {
        if (!IndentsWithBlanks(file, text, problems))
            return null;
        try
        {
            var reading = new Reading(file, new Parser(new StringReader(text)), problems);
            return reading.Document();
        }
        catch (YamlException exception)
        {
            problems.Add(Problems.YamlSyntax(At(file, exception.Start), Detail(exception)));
            return null;
        }
    }

    private static bool IndentsWithBlanks(string file, string text, ICollection<Diagnostic> problems)
    {
        if (!text.Contains('\t', StringComparison.Ordinal))
            return true;
        var good = true;
        var line = 0;
        foreach (var content in text.AsSpan().EnumerateLines())
        {
            line++;
            var indent = content[..^content.TrimStart(" \t").Length];
            if (indent.IndexOf('\t') is >= 0 and var tab)
            {
                problems.Add(Problems.TabIndent(new SourceLocation(file, line, tab + 1)));
                good = false;
            }
        }
        return good;
    }

    private static SourceLocation At(string file, Mark mark) => new(file, (int)mark.Line, (int)mark.Column);

    // YamlDotNet's sentences begin with a capital and end with a full stop; ours do neither.
    private static string Detail(YamlException exception)
    {
        var detail = exception.Message.TrimEnd('.');
        return detail.Length > 1 && char.IsUpper(detail[0]) && char.IsLower(detail[1])
            ? char.ToLowerInvariant(detail[0]) + detail[1..]
            : detail;
    }

    private sealed class Reading(string file, Parser parser, ICollection<Diagnostic> problems)
    {
        private bool refused;

        public YamlValue? Document()
        {
            parser.Consume<StreamStart>();
            if (parser.Accept<StreamEnd>(out _))
                return new YamlMap([], new SourceLocation(file, 1, 1));
            parser.Consume<DocumentStart>();
            var value = Value(0);
            if (refused)
                return null;
            parser.Consume<DocumentEnd>();
            if (parser.Accept<DocumentStart>(out var second))
            {
                problems.Add(Problems.YamlFeature(At(file, second.Start), "a second document (---)"));
                return null;
            }
            parser.Consume<StreamEnd>();
            return value;
        }

        private YamlValue Value(int depth)
        {
            var current = parser.Current!;
            if (depth > MaximumDepth)
                return Refuse(Problems.TooDeep(At(file, current.Start), MaximumDepth));
            if (current is AnchorAlias)
                return Refuse(Problems.YamlFeature(At(file, current.Start), "an alias (*name)"));
            if (current is NodeEvent { Anchor.IsEmpty: false })
                return Refuse(Problems.YamlFeature(At(file, current.Start), "an anchor (&name)"));
            if (current is NodeEvent { Tag.IsEmpty: false, Tag.IsNonSpecific: false })
                return Refuse(Problems.YamlFeature(At(file, current.Start), "a tag (!name)"));
            return current switch
            {
                Scalar => ReadScalar(),
                SequenceStart => ReadList(depth),
                MappingStart => ReadMap(depth),
                _ => throw new YamlException(current.Start, current.End, "unexpected " + current.GetType().Name),
            };
        }

        private YamlScalar ReadScalar()
        {
            var scalar = parser.Consume<Scalar>();
            var at = At(file, scalar.Start);
            // An escape such as "\u0007" brings in what the check of the file's text could not see.
            if (scalar.Style == ScalarStyle.DoubleQuoted && SourceText.FirstUnusable(scalar.Value) is { } codePoint)
                problems.Add(Problems.BadCharacter(at, codePoint));
            var block = scalar.Style is ScalarStyle.Literal or ScalarStyle.Folded;
            return new YamlScalar(scalar.Value, scalar.Style == ScalarStyle.Plain, at, block ? at.Line + 1 : at.Line);
        }

        private YamlList ReadList(int depth)
        {
            var start = parser.Consume<SequenceStart>();
            var items = new List<YamlValue>();
            while (!refused && !parser.Accept<SequenceEnd>(out _))
                items.Add(Value(depth + 1));
            if (!refused)
                parser.Consume<SequenceEnd>();
            return new YamlList(items, At(file, start.Start));
        }

        private YamlMap ReadMap(int depth)
        {
            var start = parser.Consume<MappingStart>();
            var entries = new List<YamlEntry>();
            var seen = new Dictionary<string, SourceLocation>();
            while (!refused && !parser.Accept<MappingEnd>(out _))
            {
                if (Value(depth + 1) is not YamlScalar key)
                {
                    if (!refused)
                        Refuse(Problems.YamlFeature(At(file, start.Start), "a list or group as the name of a setting"));
                    break;
                }
                if (refused)
                    break;
                var value = Value(depth + 1);
                if (refused)
                    break;
                if (seen.TryAdd(key.Value, key.Location))
                    entries.Add(new YamlEntry(key.Value, key.Location, value));
                else
                    problems.Add(Problems.DuplicateKey(key.Location, key.Value, seen[key.Value]));
            }
            if (!refused)
                parser.Consume<MappingEnd>();
            return new YamlMap(entries, At(file, start.Start));
        }

        private YamlScalar Refuse(Diagnostic problem)
        {
            problems.Add(problem);
            refused = true;
            return new YamlScalar("", true, problem.Location, problem.Location.Line);
        }
    }
}
