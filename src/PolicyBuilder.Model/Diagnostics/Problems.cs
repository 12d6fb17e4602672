using System.Globalization;

namespace PolicyBuilder.Model.Diagnostics;

/// <summary>
/// Every message the program has about what the user wrote: one method each, in one partial class. A message says what
/// is wrong and where; its hint says what to do now. Codes are stable: PB1 configuration, PB2 template, PB3 clauses and
/// advice, PB4 writers, PB5 publishing, PB6 ledger, PB7 acknowledgements. <c>Explanations.md</c> has a page on each.
/// </summary>
public static partial class Problems
{
    private static Diagnostic Error(string code, SourceLocation at, string message, string? hint) =>
        new(code, Severity.Error, at, message, hint);

    private static Diagnostic Advice(string code, SourceLocation at, string message, string? hint, string? source = null) =>
        new(code, Severity.Advice, at, message, hint, source);

    private static string DidYouMean(string word, IEnumerable<string> known, string otherwise) =>
        Spelling.Nearest(word, known) is { } nearest ? $"did you mean '{nearest}'?" : otherwise;

    // Numbers look alike under every culture of the system.
    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Count(long count, string one, string many) => count == 1 ? $"1 {one}" : $"{Number(count)} {many}";

    private static string Listed(IEnumerable<string> words) => string.Join(", ", words);
}
