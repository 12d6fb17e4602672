using PolicyBuilder.Model.Diagnostics;
using PolicyBuilder.Model.Documents;

namespace PolicyBuilder.Model.Configuration;

/// <summary>A model policy: <c>templates/&lt;policy&gt;/template.yaml</c> and the two Markdown files beside it.</summary>
public sealed record PolicyTemplate
{
    /// <summary>The name of the folder, for example <c>social-media</c>.</summary>
    public required string Id { get; init; }

    public required string Title { get; init; }

    public required PolicyVersion Edition { get; init; }

    /// <summary>Who made the model policy.</summary>
    public required string Source { get; init; }

    /// <summary>BCP 47 tag of the language the template is written in.</summary>
    public string Language { get; init; } = "en-US";

    /// <summary>The pool's notice to the city: a heading and Markdown paragraphs.</summary>
    public TemplateNotice? Notice { get; init; }

    /// <summary>The blanks in the order in which they are asked.</summary>
    public required Sequence<Blank> Blanks { get; init; }

    /// <summary>What is worth a person's attention.</summary>
    public Sequence<AdviceRule> Advice { get; init; } = [];

    /// <summary>The words the policy defines.</summary>
    public Sequence<DefinedTerm> Terms { get; init; } = [];

    /// <summary>The text of policy.md.</summary>
    public required TemplateText PolicyText { get; init; }

    /// <summary>The text of acknowledgement.md, where there is one.</summary>
    public TemplateText? AcknowledgementText { get; init; }

    /// <summary>Other <c>.md</c> files of the folder, which the two may include, by name.</summary>
    public IReadOnlyDictionary<string, TemplateText> Includes { get; init; } = new Dictionary<string, TemplateText>();

    /// <summary>The blank called <paramref name="name"/>, or null.</summary>
    public Blank? Find(string name)
    {
        foreach (var blank in Blanks)
        {
            if (blank.Name == name)
                return blank;
        }
        return null;
    }
}

/// <summary>A Scriban and Markdown text with the file it came from.</summary>
public sealed record TemplateText(string File, string Text);

/// <summary>The pool's notice to the city.</summary>
/// <param name="Places">Where the pieces of <paramref name="Text"/> stand in template.yaml.</param>
public sealed record TemplateNotice(string Heading, string Text, SourceLocation Location, Sequence<TextPlace> Places);

/// <summary>What a blank takes.</summary>
public enum BlankKind
{
    /// <summary>One line of text.</summary>
    Text,

    /// <summary>One of a few, or, where the blank allows it, another line of text.</summary>
    Choice,

    /// <summary>Any number of lines of text.</summary>
    List,

    /// <summary>Yes or no.</summary>
    YesNo,

    /// <summary>A date.</summary>
    Date,

    /// <summary>A whole number.</summary>
    Number,
}

/// <summary>A typed hole in the model policy.</summary>
public sealed record Blank
{
    /// <summary>The key in the city's YAML: <c>final_authority</c>.</summary>
    public required string Name { get; init; }

    public required BlankKind Kind { get; init; }

    /// <summary>What <c>new</c> asks, in plain words.</summary>
    public required string Question { get; init; }

    public string? Help { get; init; }

    public string? Example { get; init; }

    /// <summary>What holds when the city gives no answer; null when it must.</summary>
    public AnswerValue? Default { get; init; }

    /// <summary>The choices of a <see cref="BlankKind.Choice"/>.</summary>
    public Sequence<string> Choices { get; init; } = [];

    /// <summary>Whether a choice may be another text than those listed.</summary>
    public bool AllowsOther { get; init; }

    /// <summary>The fewest items a list may have.</summary>
    public int MinimumItems { get; init; }

    /// <summary>The most items a list may have.</summary>
    public int MaximumItems { get; init; } = 100;

    /// <summary>The most characters (Unicode code points) of a text, or of each item of a list.</summary>
    public int MaximumLength { get; init; } = 200;

    /// <summary>Where template.yaml declares it.</summary>
    public SourceLocation Location { get; init; }
}

/// <summary>A word the policy defines, and where.</summary>
/// <param name="Term">As the definition spells it: <c>Authorized Employee</c>.</param>
/// <param name="DefinedIn">The clause that defines it.</param>
/// <param name="Forms">The spellings in the text that count as a use, compared without regard to case.</param>
public sealed record DefinedTerm(string Term, ClauseId DefinedIn, Sequence<string> Forms, SourceLocation Location);

/// <summary>A piece of advice and when to give it.</summary>
/// <param name="Code">The <c>PB3nnn</c> code it is told under.</param>
/// <param name="Message">What to know, in one sentence.</param>
/// <param name="Hint">What to do.</param>
/// <param name="Source">Who says so.</param>
/// <param name="Words">Words that call for it: in an answer or in the text; empty when a clause does.</param>
/// <param name="Answer">The blank in which the words are looked for; null for the text.</param>
/// <param name="Clause">The clause in whose text the words are looked for, or whose presence calls for it.</param>
public sealed record AdviceRule(
    string Code, string Message, string? Hint, string Source, Sequence<string> Words, string? Answer, ClauseId? Clause,
    SourceLocation Location);
