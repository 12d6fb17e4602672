using System.Text;
using PolicyBuilder.Model.Documents;

namespace PolicyBuilder.Model.Diffing;

/// <summary>How a character looks and what it stands for, beside being itself.</summary>
/// <param name="Link">The address it leads to.</param>
/// <param name="Reference">The clause that is mentioned.</param>
/// <param name="IsBreak">Whether it is the end of a line rather than a typed character.</param>
/// <param name="Blank">The blank it was written into; not visible, so no difference by itself.</param>
internal readonly record struct Style(
    bool Strong, bool Emphasis, string? Link, ClauseId? Reference, bool IsBreak, string? Blank)
{
    public bool LooksLike(Style other) =>
        Strong == other.Strong && Emphasis == other.Emphasis && Link == other.Link && IsBreak == other.IsBreak;
}

/// <summary>
/// A paragraph, caption, heading or cell as one string, with the way back to its inlines. A line break is U+2028
/// LINE SEPARATOR, one character; a reference is its label. Offsets count UTF-16 code units.
/// </summary>
public sealed class RunningText
{
    /// <summary>The character that stands for a <see cref="LineBreak"/>.</summary>
    public const char Break = '\u2028';

    private readonly List<(int End, Style Style)> runs = [];

    private RunningText(Sequence<Inline> content)
    {
        Content = content;
        var text = new StringBuilder();
        Append(content, default, text);
        Text = text.ToString();
    }

    /// <summary>The inlines.</summary>
    public Sequence<Inline> Content { get; }

    /// <summary>The characters.</summary>
    public string Text { get; }

    /// <summary>The running text of <paramref name="content"/>.</summary>
    public static RunningText Of(Sequence<Inline> content) => new(content);

    /// <summary>
    /// The inlines of the <paramref name="length"/> characters from <paramref name="start"/>, formatting kept. A
    /// reference is never cut: it belongs to a slice that holds its first character, or to none if its label is empty.
    /// </summary>
    public Sequence<Inline> Slice(int start, int length)
    {
        var position = 0;
        return Slice(Content, start, start + length, ref position);
    }

    internal bool IsPlain => runs.Count == 0 || (runs.Count == 1 && runs[0].Style.LooksLike(default));

    internal bool HasReferences { get; private set; }

    internal Style StyleAt(int index) => runs[RunAt(index)].Style;

    /// <summary>The end of the reference that begins at <paramref name="index"/>, or -1.</summary>
    internal int EndOfReference(int index)
    {
        var run = RunAt(index);
        return runs[run].Style.Reference is not null && (run == 0 ? 0 : runs[run - 1].End) == index ? runs[run].End : -1;
    }

    /// <summary>Where the next reference after <paramref name="index"/> begins, or the end of the text.</summary>
    internal int NextReference(int index)
    {
        for (var run = RunAt(index) + 1; run < runs.Count; run++)
        {
            if (runs[run].Style.Reference is not null)
                return runs[run - 1].End;
        }
        return Text.Length;
    }

    private int RunAt(int index)
    {
        int low = 0, high = runs.Count - 1;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (runs[middle].End > index)
                high = middle;
            else
                low = middle + 1;
        }
        return low;
    }

    private void Append(Sequence<Inline> content, Style style, StringBuilder text)
    {
        foreach (var inline in content)
        {
            switch (inline)
            {
                case Text plain:
                    Run(plain.Value, style, text);
                    break;
                case Answer answer:
                    Run(answer.Value, style with { Blank = answer.Blank }, text);
                    break;
                case Reference reference:
                    Run(reference.Label, style with { Reference = reference.Target }, text);
                    break;
                case LineBreak:
                    Run("\u2028", style with { IsBreak = true }, text);
                    break;
                case Strong strong:
                    Append(strong.Content, style with { Strong = true }, text);
                    break;
                case Emphasis emphasis:
                    Append(emphasis.Content, style with { Emphasis = true }, text);
                    break;
                case Link link:
                    Append(link.Content, style with { Link = link.Address }, text);
                    break;
                default:
                    throw new System.Diagnostics.UnreachableException();
            }
        }
    }

    private void Run(string value, Style style, StringBuilder text)
    {
        if (value.Length == 0)
            return;
        HasReferences |= style.Reference is not null;
        text.Append(value);
        // Two references side by side stay two; other neighbours of one style are one run.
        if (runs.Count > 0 && runs[^1].Style == style && style.Reference is null)
            runs[^1] = (text.Length, style);
        else
            runs.Add((text.Length, style));
    }

    private static Sequence<Inline> Slice(Sequence<Inline> content, int start, int end, ref int position)
    {
        var slice = new List<Inline>();
        foreach (var inline in content)
        {
            if (position >= end)
                break;
            switch (inline)
            {
                case Text plain:
                    if (Cut(plain.Value, start, end, ref position) is { Length: > 0 } text)
                        slice.Add(new Text(text));
                    break;
                case Answer answer:
                    if (Cut(answer.Value, start, end, ref position) is { Length: > 0 } value)
                        slice.Add(answer with { Value = value });
                    break;
                case Reference reference:
                    if (position >= start && reference.Label.Length > 0)
                        slice.Add(reference);
                    position += reference.Label.Length;
                    break;
                case LineBreak:
                    if (position >= start)
                        slice.Add(inline);
                    position++;
                    break;
                case Strong strong:
                    if (Slice(strong.Content, start, end, ref position) is { Count: > 0 } stressed)
                        slice.Add(new Strong(stressed));
                    break;
                case Emphasis emphasis:
                    if (Slice(emphasis.Content, start, end, ref position) is { Count: > 0 } emphasized)
                        slice.Add(new Emphasis(emphasized));
                    break;
                case Link link:
                    if (Slice(link.Content, start, end, ref position) is { Count: > 0 } linked)
                        slice.Add(link with { Content = linked });
                    break;
                default:
                    throw new System.Diagnostics.UnreachableException();
            }
        }
        return slice.ToSequence();
    }

    private static string Cut(string value, int start, int end, ref int position)
    {
        var from = Math.Clamp(start - position, 0, value.Length);
        var to = Math.Clamp(end - position, from, value.Length);
        position += value.Length;
        return value[from..to];
    }
}
