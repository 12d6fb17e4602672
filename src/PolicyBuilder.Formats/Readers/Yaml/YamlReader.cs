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
        var parser = new Parser(new StringReader(text));
        try
        {
            return new Reading(file, text, parser, problems).Document();
        }
        catch (YamlException exception)
        {
            var scalar = new ScalarWriting(text, (int)exception.Start.Index, text.Length, ScalarStyle.DoubleQuoted);
            problems.Add(Escape(file, scalar, At(file, exception.Start))
                ?? Problems.YamlSyntax(At(file, exception.Start), Detail(exception)));
            return null;
        }
        // What its scanner throws, without a place, for an escape above U+10FFFF and for some marks that make no sense
        // together, such as "![": the fault is in the text after the last event.
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            var last = parser.Current?.End ?? Mark.Empty;
            var scalar = new ScalarWriting(text, Math.Max(text.IndexOf('"', (int)last.Index), 0), text.Length, ScalarStyle.DoubleQuoted);
            problems.Add(Escape(file, scalar, Place(file, text, scalar.Start)) ?? Problems.YamlSyntax(At(file, last), "the marks from here on make no sense together"));
            return null;
        }
    }

    private static Diagnostic? Escape(string file, ScalarWriting scalar, SourceLocation at)
    {
        if (scalar.Start >= scalar.Source.Length || scalar.Source[scalar.Start] != '"' || scalar.BadEscape() is not { } bad)
            return null;
        var place = Place(file, scalar.Source, bad.Raw);
        return bad.Surrogate is { } surrogate ? Problems.BadCharacter(place, surrogate)
            : Problems.YamlSyntax(place, $"'{bad.Text}' is not an escape; in double quotes, write \\\\ for a backslash");
    }

    private static SourceLocation Place(string file, string text, int offset)
    {
        var before = text.AsSpan(0, offset);
        return new(file, before.Count('\n') + 1, offset - before.LastIndexOf('\n'));
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
            var rest = content.TrimStart(" \t");
            var indent = rest.IsEmpty || rest[0] == '#' ? [] : content[..^rest.Length];
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

    private sealed class Reading(string file, string text, Parser parser, ICollection<Diagnostic> problems)
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
                problems.Add(Problems.YamlFeature(At(file, second.Start), "a second document (---)"));
            return value;
        }

        private YamlValue Value(int depth)
        {
            var current = parser.Current!;
            var at = At(file, current.Start);
            if (depth > MaximumDepth)
            {
                problems.Add(Problems.TooDeep(at, MaximumDepth));
                refused = true;
                return YamlScalar.Told(at);
            }
            if (current is AnchorAlias)
            {
                parser.MoveNext();
                problems.Add(Problems.YamlFeature(at, "an alias (*name)"));
                return YamlScalar.Told(at);
            }
            if (current is NodeEvent { Anchor.IsEmpty: false })
                problems.Add(Problems.YamlFeature(at, "an anchor (&name)"));
            if (current is NodeEvent { Tag.IsEmpty: false, Tag.IsNonSpecific: false })
                problems.Add(Problems.YamlFeature(at, "a tag (!name)"));
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
            var scanned = parser.Consume<Scalar>();
            var at = At(file, scanned.Start);
            var writing = new ScalarWriting(text, (int)scanned.Start.Index, (int)scanned.End.Index, scanned.Style);
            var scalar = new YamlScalar(scanned.Value, scanned.Style == ScalarStyle.Plain, at, writing);
            return scanned.Style == ScalarStyle.DoubleQuoted ? Usable(scalar) : scalar;
        }

        /// <summary>What passed the check of the file's own characters may come in by an escape.</summary>
        private YamlScalar Usable(YamlScalar scalar)
        {
            var offset = 0;
            foreach (var rune in scalar.Value.EnumerateRunes())
            {
                if (!SourceText.IsUsable(rune.Value))
                {
                    var at = scalar.Places().Last(place => place.Offset <= offset).At;
                    problems.Add(Problems.BadCharacter(at, rune.Value));
                    return YamlScalar.Told(scalar.Location);
                }
                offset += rune.Utf16SequenceLength;
            }
            return scalar;
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
                var key = Value(depth + 1);
                if (refused)
                    break;
                var value = Value(depth + 1);
                if (key is not YamlScalar name)
                    problems.Add(Problems.YamlFeature(key.Location, "a list or group as the name of a setting"));
                else if (name.IsTold)
                    continue;
                else if (seen.TryAdd(name.Value, name.Location))
                    entries.Add(new YamlEntry(name.Value, name.Location, value));
                else
                    problems.Add(Problems.DuplicateKey(name.Location, name.Value, seen[name.Value]));
            }
            if (!refused)
                parser.Consume<MappingEnd>();
            return new YamlMap(entries, At(file, start.Start));
        }
    }
}
