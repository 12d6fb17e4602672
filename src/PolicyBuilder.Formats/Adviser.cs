using PolicyBuilder.Model;
using PolicyBuilder.Model.Configuration;
using PolicyBuilder.Model.Diagnostics;
using PolicyBuilder.Model.Documents;

namespace PolicyBuilder.Formats;

/// <summary>What a person should look at in a policy that has no errors. Most of it is data in the template.</summary>
/// <param name="today">The day against which dates are judged.</param>
public sealed class Adviser(DateOnly today)
{
    /// <summary>Every piece of advice on <paramref name="policy"/>.</summary>
    public IReadOnlyList<Diagnostic> Advise(CompiledPolicy policy)
    {
        var clauses = policy.Document.Clauses().ToList();
        return
        [
            .. policy.Template.Advice.SelectMany(rule => ByRule(rule, policy, clauses)),
            .. Dates(policy.Config),
            .. Terms(policy, clauses),
            .. Repeated(policy),
        ];
    }

    private static IEnumerable<Diagnostic> ByRule(AdviceRule rule, CompiledPolicy policy, List<Clause> clauses)
    {
        if (rule.Answer is { } blank)
        {
            var answer = policy.Answer(blank);
            Sequence<string> values = answer switch { ListAnswer list => list.Values, TextAnswer text => [text.Value], _ => [] };
            if (values.Any(value => rule.Words.Any(word => ContainsWord(value, word))))
            {
                var at = policy.Config.Locations.TryGetValue($"answers.{blank}", out var place) ? place : policy.Config.At("policy");
                yield return Problems.FromTemplate(rule.Code, at, rule.Message, rule.Hint, rule.Source);
            }
            yield break;
        }
        foreach (var clause in clauses)
        {
            if (rule.Clause is { } id && clause.Id != id)
                continue;
            var text = clause.OwnText();
            if (rule.Words.Count == 0 ? rule.Clause is not null : rule.Words.Any(word => ContainsWord(text, word)))
            {
                yield return Problems.FromTemplate(rule.Code, Place(clause, policy), rule.Message, rule.Hint, rule.Source);
                yield break;
            }
        }
    }

    private IEnumerable<Diagnostic> Dates(PolicyConfig config)
    {
        if (config.ReviewBy is not { } review)
            yield break;
        if (review < today)
            yield return Problems.ReviewDatePassed(config.At("review_by"), review);
        if (review < config.Effective)
            yield return Problems.ReviewBeforeEffective(config.At("review_by"));
    }

    private static IEnumerable<Diagnostic> Terms(CompiledPolicy policy, List<Clause> clauses)
    {
        foreach (var term in policy.Template.Terms)
        {
            var definition = clauses.FirstOrDefault(clause => clause.Id == term.DefinedIn);
            var uses = clauses.Where(clause => clause.Id != term.DefinedIn
                && term.Forms.Any(form => ContainsWord(clause.OwnText(), form)));
            if (definition is null && uses.FirstOrDefault() is { } use)
                yield return Problems.TermNotDefined(Place(use, policy), term.Term, term.DefinedIn.Value);
            if (definition is not null && !uses.Any())
                yield return Problems.TermNotUsed(Place(definition, policy), term.Term);
        }
    }

    private static IEnumerable<Diagnostic> Repeated(CompiledPolicy policy)
    {
        foreach (var (blank, answer) in policy.Config.Answers)
        {
            if (answer is not ListAnswer list)
                continue;
            var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            for (var i = 0; i < list.Values.Count; i++)
            {
                if (!seen.Add(list.Values[i]))
                    yield return Problems.ListedTwice(policy.Config.At($"answers.{blank}.{i}"), blank, list.Values[i]);
            }
        }
    }

    /// <summary>
    /// Where the user can change a clause: the amendment that wrote it, else the policy's own file. The template itself
    /// is the pool's.
    /// </summary>
    private static SourceLocation Place(Clause clause, CompiledPolicy policy)
    {
        foreach (var amendment in policy.Config.Amendments)
        {
            if (amendment is InsertClause insert && clause.Id.IsIn(insert.Id))
                return insert.IdLocation;
            if (amendment is ReplaceClause && clause.Id.IsIn(amendment.Target))
                return amendment.TargetLocation;
        }
        return policy.Config.At("policy");
    }

    /// <summary>Whether <paramref name="word"/> stands in <paramref name="text"/> with no letter or digit on either side.</summary>
    private static bool ContainsWord(string text, string word)
    {
        for (var at = 0; (at = text.IndexOf(word, at, StringComparison.OrdinalIgnoreCase)) >= 0; at++)
        {
            var end = at + word.Length;
            if ((at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end])))
                return true;
        }
        return false;
    }
}
