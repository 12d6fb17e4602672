namespace PolicyBuilder.Model.Documents;

/// <summary>
/// A city's policy as a reader sees it, independent of any file format. Immutable. Everything else (Word, HTML,
/// Markdown, diffs, fingerprints) is a function of it.
/// </summary>
public sealed record PolicyDocument
{
    /// <summary>The policy's name: the folder under templates/, for example <c>social-media</c>.</summary>
    public required string Policy { get; init; }

    /// <summary>BCP 47 language tag of the text, for example <c>en-US</c>.</summary>
    public required string Language { get; init; }

    public required TitleBlock Title { get; init; }

    /// <summary>The numbered sections in order.</summary>
    public required Sequence<Clause> Sections { get; init; }

    /// <summary>
    /// The word printed across the pages, <c>DRAFT</c>, until the policy is adopted and published; empty after.
    /// </summary>
    public string Mark { get; init; } = "";

    /// <summary>The pool's notice to the city, shown on drafts: a section without a label.</summary>
    public Clause? Notice { get; init; }

    /// <summary>The signature page: a section without a label, on a page of its own.</summary>
    public Clause? Acknowledgement { get; init; }

    /// <summary>Every clause of the numbered sections in reading order (neither notice nor signature page).</summary>
    public IEnumerable<Clause> Clauses() => Sections.SelectMany(section => section.SelfAndDescendants());

    /// <summary>Every clause in the order on paper, notice and signature page included.</summary>
    public IEnumerable<Clause> AllClauses()
    {
        var all = Clauses();
        if (Notice is not null)
            all = all.Concat(Notice.SelfAndDescendants());
        return Acknowledgement is null ? all : all.Concat(Acknowledgement.SelfAndDescendants());
    }
}

/// <summary>What stands above the first section, and in header, footer and file properties.</summary>
public sealed record TitleBlock
{
    /// <summary>The policy's title: <c>Social Media Policy</c>.</summary>
    public required string Title { get; init; }

    /// <summary>Who issues it: <c>City of Mapleton</c>.</summary>
    public required string Issuer { get; init; }

    /// <summary>The version: <c>1.2.0</c>.</summary>
    public required string Version { get; init; }

    /// <summary>Effective date, ISO 8601 <c>yyyy-MM-dd</c>; dates the file's own properties, so bytes do not depend on today.</summary>
    public required string Date { get; init; }

    /// <summary>The lines under the title in order: version, effective date, adopted by, next review.</summary>
    public Sequence<Fact> Facts { get; init; } = [];

    /// <summary>The city's seal, above the title.</summary>
    public Picture? Seal { get; init; }

    /// <summary>Earlier published versions, oldest first; empty on a first version and on drafts.</summary>
    public Sequence<Revision> History { get; init; } = [];

    /// <summary>The effective date as printed under the title; empty if it is not.</summary>
    public string PrintedDate => Facts.FirstOrDefault(fact => fact.Name == "Effective")?.Value ?? "";

    /// <summary>
    /// <paramref name="text"/> with marks where it names this version's own number or effective date, as the signature
    /// page does to say what is signed.
    /// </summary>
    public string WithoutOwnVersion(string text)
    {
        if (Configuration.PolicyVersion.TryParse(Version, out _))
            text = text.Replace(Version, "{version}", StringComparison.Ordinal);
        return DateOnly.TryParseExact(PrintedDate, "MMMM d, yyyy", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out _) ? text.Replace(PrintedDate, "{effective}", StringComparison.Ordinal) : text;
    }
}

/// <summary>A line under the title: <c>Effective</c>, <c>January 1, 2027</c>.</summary>
public sealed record Fact(string Name, string Value);

/// <summary>A published version in the revision history.</summary>
/// <param name="Version">The version: <c>1.1.0</c>.</param>
/// <param name="Date">Its effective date as printed.</param>
/// <param name="Summary">What changed, in a sentence.</param>
public sealed record Revision(string Version, string Date, string Summary);

/// <summary>A picture, kept as the bytes the city supplied.</summary>
/// <param name="MediaType"><c>image/png</c> or <c>image/jpeg</c>.</param>
/// <param name="Bytes">The file's bytes.</param>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
/// <param name="Description">Text alternative (WCAG 1.1.1): <c>Seal of the City of Mapleton</c>.</param>
public sealed record Picture(string MediaType, Sequence<byte> Bytes, int Width, int Height, string Description);
