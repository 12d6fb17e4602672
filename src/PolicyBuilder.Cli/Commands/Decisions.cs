using System.CommandLine;
using PolicyBuilder.Model.Diffing;
using PolicyBuilder.Model.Documents;

namespace PolicyBuilder.Cli.Commands;

/// <summary><c>--decide clause=editorial --by … --because …</c>: a person's verdicts, one name and reason for all of them.</summary>
internal sealed class Decisions
{
    private readonly Option<string[]> decide = new("--decide")
    {
        Description = "Decide how grave a clause's change is: clause=editorial or clause=substantive",
        HelpName = "clause=verdict",
    };

    private readonly Option<string?> by = new("--by") { Description = "Who decided", HelpName = "name" };

    private readonly Option<string?> because = new("--because") { Description = "Why, in a sentence", HelpName = "reason" };

    public void AddTo(Command command)
    {
        command.Add(decide);
        command.Add(by);
        command.Add(because);
        command.Validators.Add(result =>
        {
            var decided = result.GetValue(decide) ?? [];
            foreach (var text in decided)
            {
                if (Parse(text) is null)
                    result.AddError($"'{text}' is not a decision: write --decide clause-id=editorial or clause-id=substantive");
            }
            if (decided.Length > 0 && (string.IsNullOrWhiteSpace(result.GetValue(by)) || string.IsNullOrWhiteSpace(result.GetValue(because))))
                result.AddError("a decision needs --by name and --because reason");
        });
    }

    public IReadOnlyList<Decision> Read(ParseResult parsed) =>
    [
        .. (parsed.GetValue(decide) ?? []).Select(text =>
        {
            var (clause, verdict) = Parse(text)!.Value;
            return new Decision(clause, verdict, OneLine(parsed.GetValue(by)!), OneLine(parsed.GetValue(because)!));
        }),
    ];

    private static (ClauseId Clause, Verdict Verdict)? Parse(string text)
    {
        var at = text.IndexOf('=', StringComparison.Ordinal);
        if (at < 0 || !ClauseId.IsValid(text[..at]))
            return null;
        return text[(at + 1)..] switch
        {
            "editorial" => (new ClauseId(text[..at]), Verdict.Editorial),
            "substantive" => (new ClauseId(text[..at]), Verdict.Substantive),
            _ => null,
        };
    }

    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
