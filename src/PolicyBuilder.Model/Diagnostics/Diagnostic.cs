namespace PolicyBuilder.Model.Diagnostics;

/// <summary>How much a problem matters.</summary>
public enum Severity
{
    /// <summary>Nothing is written until it is mended.</summary>
    Error,

    /// <summary>Worth a person's attention; fails only under <c>--strict</c>.</summary>
    Advice,
}

/// <summary>One thing to tell the user about what they wrote. Collected, never thrown.</summary>
/// <param name="Code">Stable code, <c>PB</c> and four digits; <c>policybuilder explain</c> has a page on each.</param>
/// <param name="Severity">Whether it stops the work.</param>
/// <param name="Location">Where, in the user's own file.</param>
/// <param name="Message">What is wrong, in one sentence without a full stop.</param>
/// <param name="Hint">What to do now.</param>
/// <param name="Source">For advice: who says so (a case, a date, an address).</param>
public sealed record Diagnostic(
    string Code,
    Severity Severity,
    SourceLocation Location,
    string Message,
    string? Hint = null,
    string? Source = null)
{
    /// <summary><c>file:line:column: error PB1004: message</c>, without the hint.</summary>
    public override string ToString() =>
        $"{Location}: {(Severity == Severity.Error ? "error" : "note")} {Code}: {Message}";
}
