using System.Diagnostics;
using PolicyBuilder.Model.Diffing;

namespace PolicyBuilder.Formats.Publishing;

/// <summary>The words for verdicts, the same in files, JSON and sentences.</summary>
internal static class Words
{
    public static string Of(Verdict verdict) => verdict switch
    {
        Verdict.None => "unchanged",
        Verdict.Editorial => "editorial",
        Verdict.NeedsDecision => "needs-decision",
        Verdict.Substantive => "substantive",
        _ => throw new UnreachableException(),
    };

    public static string Of(Gravity gravity) => gravity switch
    {
        Gravity.First => "first",
        Gravity.Editorial => "editorial",
        Gravity.NeedsDecision => "needs-decision",
        Gravity.Substantive => "substantive",
        Gravity.Restructured => "restructured",
        _ => throw new UnreachableException(),
    };

    public static Gravity GravityOf(Classification classification) => classification switch
    {
        { IsRestructured: true } => Gravity.Restructured,
        { Verdict: Verdict.Substantive } => Gravity.Substantive,
        { Verdict: Verdict.NeedsDecision } => Gravity.NeedsDecision,
        _ => Gravity.Editorial,
    };

    /// <summary>For people: "needs a decision".</summary>
    public static string Spoken(string word) => word switch
    {
        "needs-decision" => "needs a decision",
        _ => word,
    };
}
