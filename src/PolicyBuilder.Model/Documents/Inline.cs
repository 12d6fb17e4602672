namespace PolicyBuilder.Model.Documents;

/// <summary>A piece of running text. The kinds are closed: every writer handles each of them.</summary>
public abstract record Inline
{
    private protected Inline()
    {
    }
}

/// <summary>Plain characters. Never markup: every writer escapes them for its format.</summary>
/// <param name="Value">Unicode text without line breaks.</param>
public sealed record Text(string Value) : Inline;

/// <summary>Strong importance.</summary>
public sealed record Strong(Sequence<Inline> Content) : Inline;

/// <summary>Stress emphasis.</summary>
public sealed record Emphasis(Sequence<Inline> Content) : Inline;

/// <summary>What the city wrote into a blank. Literal text, whatever it looks like.</summary>
/// <param name="Blank">The name of the blank, for example <c>final_authority</c>.</param>
/// <param name="Value">The text that stands in the document: in a list, the whole phrase ("A, B, and C").</param>
public sealed record Answer(string Blank, string Value) : Inline;

/// <summary>A link out of the document.</summary>
/// <param name="Address">An absolute <c>https:</c>, <c>http:</c>, <c>mailto:</c> or <c>tel:</c> address.</param>
/// <param name="Content">What a reader sees.</param>
public sealed record Link(string Address, Sequence<Inline> Content) : Inline;

/// <summary>A mention of another clause by its label; the label follows when clauses come and go.</summary>
/// <param name="Target">The clause that is meant.</param>
/// <param name="Label">Its place as a reader says it, for example <c>3, Official Use, k</c>; empty until numbered.</param>
public sealed record Reference(ClauseId Target, string Label = "") : Inline;

/// <summary>A line ends here, the paragraph does not.</summary>
public sealed record LineBreak : Inline;
