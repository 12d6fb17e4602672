using PolicyBuilder.Web.Staff;

namespace PolicyBuilder.Web.SignIn;

/// <summary>A line to type into, with its label, and what is wrong with it.</summary>
/// <param name="Page">The page it stands on.</param>
/// <param name="Id">Its name in the form.</param>
/// <param name="Label">What to type.</param>
public sealed record Field(StaffPage Page, string Id, string Label)
{
    public string Type { get; init; } = "text";

    /// <summary>What was typed before; never a password.</summary>
    public string? Value { get; init; }

    public string? Hint { get; init; }

    /// <summary>What a browser may fill in (HTML, section 4.10.18.7; WCAG 2.1, 1.3.5).</summary>
    public string Autocomplete { get; init; } = "off";

    /// <summary>Which keyboard a telephone shows.</summary>
    public string? InputMode { get; init; }

    public string? Problem => Page.ProblemOf(Id);

    /// <summary>What a screen reader adds to the label.</summary>
    public string? DescribedBy => (Hint, Problem) switch
    {
        (null, null) => null,
        (_, null) => Id + "-hint",
        (null, _) => Id + "-problem",
        _ => $"{Id}-hint {Id}-problem",
    };
}
