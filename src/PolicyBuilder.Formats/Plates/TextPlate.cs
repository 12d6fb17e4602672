using System.Buffers;
using System.Globalization;
using System.Text;

namespace PolicyBuilder.Formats.Plates;

/// <summary>Escapes an answer for the format it is printed in. Position does not matter: one escape fits every hole.</summary>
public delegate string AnswerEscape(string answer);

/// <summary>A UTF-8 text file as a plate: fixed bytes, and holes between them.</summary>
public sealed class TextPlate : Plate
{
    private readonly Segment[] segments;
    private readonly AnswerEscape escape;

    /// <summary>Cuts <paramref name="text"/> at its blank marks.</summary>
    /// <param name="text">The whole file; marks stand where answers go.</param>
    /// <param name="escape">Makes an answer literal text of the format.</param>
    public TextPlate(string text, AnswerEscape escape)
    {
        this.escape = escape;
        var cut = new List<Segment>();
        var rest = text.AsSpan();
        while (rest.IndexOf(BlankMark.Open) is >= 0 and var open)
        {
            var close = rest[open..].IndexOf(BlankMark.Close) + open;
            var number = int.Parse(rest[(open + 1)..close], NumberStyles.None, CultureInfo.InvariantCulture);
            cut.Add(new Segment(Utf8(rest[..open]), number));
            rest = rest[(close + 1)..];
        }
        cut.Add(new Segment(Utf8(rest), Segment.NoHole));
        segments = [.. cut];
    }

    /// <summary>The fixed bytes, each with the hole that follows it.</summary>
    internal ReadOnlySpan<Segment> Segments => segments;

    /// <summary>The answer for a hole, escaped for this file.</summary>
    internal string Escape(string answer) => escape(answer);

    /// <inheritdoc/>
    public override void Print(IReadOnlyList<string> answers, IBufferWriter<byte> output)
    {
        foreach (var (before, hole) in segments)
        {
            output.Write(before);
            if (hole != Segment.NoHole)
                Encoding.UTF8.GetBytes(escape(answers[hole]), output);
        }
    }

    private static byte[] Utf8(ReadOnlySpan<char> text)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(text)];
        Encoding.UTF8.GetBytes(text, bytes);
        return bytes;
    }

    /// <summary>Fixed bytes and the hole after them; the last segment has none.</summary>
    internal readonly record struct Segment(byte[] Before, int Hole)
    {
        public const int NoHole = -1;
    }
}
