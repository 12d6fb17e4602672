using PolicyBuilder.Web.Employee;
using PolicyBuilder.Web.Staff;

namespace PolicyBuilder.Web.Pages;

/// <summary>What is typed into a field, and so what a browser may do to it.</summary>
public enum Typed
{
    /// <summary>Taken as it is: names to sign in with, numbers, addresses, days, passwords.</summary>
    Code,

    /// <summary>A person's name: nothing corrects it.</summary>
    Name,

    /// <summary>Words, whose spelling a browser may check.</summary>
    Prose,
}

/// <summary>Something to fill in, with its label, and what is wrong with it.</summary>
/// <param name="Id">The element's id, and its name in the form unless <see cref="Name"/> says otherwise.</param>
/// <param name="Label">What to fill in.</param>
/// <param name="Problem">What is wrong with what was; null for nothing.</param>
public sealed record Field(string Id, string Label, string? Problem)
{
    public Field(StaffPage page, string id, string label)
        : this(id, label, page.ProblemOf(id))
    {
    }

    public Field(EmployeePage page, string id, string label)
        : this(id, label, page.ProblemOf(id)) => Error = page.Words.Error;

    /// <summary>What is said before the problem to those who do not see its colour.</summary>
    public string Error { get; } = "Error";

    public string? Name { get; init; }

    /// <summary>The type of the element (HTML, section 4.10.5.1).</summary>
    public string Type { get; init; } = "text";

    public Typed Typed { get; init; }

    /// <summary>How many lines are shown; 0 for one that is not to be broken.</summary>
    public int Rows { get; init; }

    /// <summary>The most characters that a browser takes; null for no limit.</summary>
    public int? Longest { get; init; }

    /// <summary>What was typed before; never a password.</summary>
    public string? Value { get; init; }

    public string? Hint { get; init; }

    /// <summary>What a browser may fill in (HTML, section 4.10.18.7; WCAG 2.1, 1.3.5).</summary>
    public string Autocomplete { get; init; } = "off";

    /// <summary>Which keyboard a telephone shows.</summary>
    public string? InputMode { get; init; }

    /// <summary>Which files may be chosen (HTML, section 4.10.5.1.17).</summary>
    public string? Accept { get; init; }

    /// <summary>What a screen reader adds to the label.</summary>
    public string? DescribedBy => (Hint, Problem) switch
    {
        (null, null) => null,
        (_, null) => Id + "-hint",
        (null, _) => Id + "-problem",
        _ => $"{Id}-hint {Id}-problem",
    };
}
