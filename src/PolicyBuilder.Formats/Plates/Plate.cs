using System.Buffers;

namespace PolicyBuilder.Formats.Plates;

/// <summary>
/// A file typeset once, with holes where answers go. Cities whose policies have the same shape (same template, same
/// structure of answers, same amendments) share one plate; each prints its own copy by filling the holes. A document
/// without blanks is a plate without holes.
/// </summary>
public abstract class Plate
{
    /// <summary>Writes the finished file.</summary>
    /// <param name="answers">The text for each blank mark, by number; empty for a plate without holes.</param>
    /// <param name="output">Receives the file's bytes.</param>
    public abstract void Print(IReadOnlyList<string> answers, IBufferWriter<byte> output);

    /// <summary>The finished file of a plate without holes.</summary>
    public byte[] Print() => Print([]);

    /// <summary>The finished file.</summary>
    public byte[] Print(IReadOnlyList<string> answers)
    {
        var output = new ArrayBufferWriter<byte>(64 * 1024);
        Print(answers, output);
        return output.WrittenSpan.ToArray();
    }
}
