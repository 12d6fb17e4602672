namespace PolicyBuilder.Acknowledgements.Roster;

/// <summary>Someone who works for the city, as HR keeps them.</summary>
public sealed record Person
{
    /// <summary>The city's own number or name for them: as it is typed, unique, compared letter by letter.</summary>
    public required string Id { get; init; }

    /// <summary>The full name, in any script.</summary>
    public required string Name { get; init; }

    /// <summary>The address links are sent to; null for those who sign on paper.</summary>
    public string? Email { get; init; }

    /// <summary>The language in which they are written to, as BCP 47 has it: <c>en</c>, <c>es</c>, <c>es-MX</c>.</summary>
    public string Language { get; init; } = "en";

    /// <summary>The department; empty when not told.</summary>
    public string Department { get; init; } = "";

    /// <summary>What they are employed as; empty when not told.</summary>
    public string Title { get; init; } = "";

    /// <summary>The <see cref="Id"/> of whom they report to; null when not told.</summary>
    public string? Supervisor { get; init; }

    /// <summary>Their first day; null when not told.</summary>
    public DateOnly? Hired { get; init; }

    /// <summary>Their last day; null while they are employed.</summary>
    public DateOnly? Left { get; init; }

    /// <summary>Whether they may post for the city.</summary>
    public bool MayPost { get; init; }

    /// <summary>Whether they are employed on a day, as far as the roster tells.</summary>
    public bool WorksOn(DateOnly day) => (Hired is not { } first || first <= day) && (Left is not { } last || day <= last);
}
