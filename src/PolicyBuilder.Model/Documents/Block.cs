namespace PolicyBuilder.Model.Documents;

/// <summary>A piece of a clause's body. The kinds are closed: every writer handles each of them.</summary>
public abstract record Block
{
    private protected Block()
    {
    }
}

/// <summary>Running text.</summary>
public sealed record Paragraph(Sequence<Inline> Content) : Block;

/// <summary>A table with one header row.</summary>
/// <param name="Header">The header cells, at least one.</param>
/// <param name="Rows">The rows below it; each as wide as the header.</param>
public sealed record Table(Sequence<Sequence<Inline>> Header, Sequence<Sequence<Sequence<Inline>>> Rows) : Block;

/// <summary>A line to write on by hand, on the signature page.</summary>
/// <param name="Caption">What to write there, for example <c>Employee name</c>.</param>
public sealed record SignatureLine(Sequence<Inline> Caption) : Block;
