using PolicyBuilder.Model.Configuration;
using PolicyBuilder.Model.Diagnostics;
using Scriban;
using Scriban.Syntax;

namespace PolicyBuilder.Formats.Forms;

/// <summary>
/// Checks a parsed template before it is ever run, in every branch: it may print, ask, repeat and include, and text
/// from the city may only be printed (a form must not change its wording by what a blank says). Collects which names
/// shape the form.
/// </summary>
internal sealed class TemplateChecker(PolicyTemplate template, ICollection<Diagnostic> problems)
{
    private readonly PolicyTemplate template = template;
    private readonly ICollection<Diagnostic> problems = problems;
    private readonly HashSet<string> seen = [];
    private readonly HashSet<string> open = [];

    /// <summary>The names whose presence or number of items shapes the form.</summary>
    public HashSet<string> Shaping { get; } = [];

    /// <summary>Every name the template uses.</summary>
    public HashSet<string> Used { get; } = [];

    /// <summary>Checks a whole text and, through includes, those it names.</summary>
    public void Check(TemplateText text, Template parsed, Func<string, Template?> include)
    {
        if (!seen.Add(text.File))
            return;
        open.Add(text.File);
        new Walk(this, text.File, include).Statements(parsed.Page?.Body);
        open.Remove(text.File);
    }

    private static SourceLocation At(string file, ScriptNode? node) => node is null ? new(file)
        : new(file, node.Span.Start.Line + 1, node.Span.Start.Column + 1);

    private sealed class Walk(TemplateChecker checker, string file, Func<string, Template?> include)
    {
        private static readonly HashSet<string> LoopFacts =
            ["for.index", "for.rindex", "for.first", "for.last", "for.even", "for.odd", "for.changed", "for.length"];

        private readonly Dictionary<string, NameKind> locals = [];

        public void Statements(ScriptBlockStatement? block)
        {
            foreach (var statement in block?.Statements ?? [])
                Statement(statement);
        }

        private void Statement(ScriptStatement statement)
        {
            switch (statement)
            {
                case ScriptRawStatement or ScriptEscapeStatement or ScriptNopStatement or ScriptEndStatement:
                    break;
                case ScriptExpressionStatement output:
                    Printed(output.Expression);
                    break;
                case ScriptIfStatement condition:
                    Condition(condition.Condition);
                    Statements(condition.Then);
                    if (condition.Else is not null)
                        Statement(condition.Else);
                    break;
                case ScriptElseStatement otherwise:
                    Statements(otherwise.Body);
                    break;
                case ScriptForStatement loop when statement is not ScriptTableRowStatement:
                    Loop(loop);
                    break;
                case ScriptBlockStatement block:
                    Statements(block);
                    break;
                default:
                    Unsupported(statement, statement.GetType().Name.Replace("Script", "", StringComparison.Ordinal).Replace("Statement", "", StringComparison.Ordinal).ToLowerInvariant());
                    break;
            }
        }

        private void Loop(ScriptForStatement loop)
        {
            if (loop.Variable is not ScriptVariable variable)
            {
                Unsupported(loop, "for");
                return;
            }
            if (loop.NamedArguments is { Count: > 0 } arguments)
                Unsupported(arguments[0], arguments[0].ToString());
            var kind = NameKind.Plain;
            var iterator = loop.Iterator;
            while (iterator is ScriptNestedExpression nested)
                iterator = nested.Expression;
            if (iterator is ScriptBinaryExpression { Operator: ScriptBinaryOperator.RangeInclude or ScriptBinaryOperator.RangeExclude } range)
            {
                Computed(range.Left);
                Computed(range.Right);
            }
            else if (NameOf(iterator) is not { } name)
                Unsupported(iterator, iterator?.ToString());
            else
            {
                kind = NameKind.Text;
                checker.Shaping.Add(name);
                if (Lookup(iterator, name) is not (null or NameKind.List))
                    checker.problems.Add(Problems.BlankInExpression(At(file, iterator), name));
            }
            var hidden = locals.TryGetValue(variable.Name, out var outer);
            locals[variable.Name] = kind;
            Statements(loop.Body);
            locals.Remove(variable.Name);
            if (hidden)
                locals[variable.Name] = outer;
            if (loop.Else is not null)
                Statement(loop.Else);
        }

        /// <summary>An expression whose value is printed.</summary>
        private void Printed(ScriptExpression? expression)
        {
            switch (expression)
            {
                case null or ScriptLiteral:
                    break;
                case ScriptNestedExpression nested:
                    Printed(nested.Expression);
                    break;
                case ScriptPipeCall { From: var from, To: var to }:
                    Piped(from, to);
                    break;
                case ScriptFunctionCall { Target: ScriptVariable { Name: "include" } } call:
                    Include(call);
                    break;
                case ScriptMemberExpression { Member.Name: "size", Target: ScriptVariable { Name: var list } } when checker.template.Find(list)?.Kind == BlankKind.List:
                    Computed(expression);
                    break;
                case ScriptBinaryExpression { Operator: ScriptBinaryOperator.Add } sum:
                    Computed(sum.Left);
                    Computed(sum.Right);
                    break;
                default:
                    if (NameOf(expression) is not { } name)
                        Unsupported(expression, expression.ToString());
                    else if (Lookup(expression, name) is NameKind.List)
                        checker.problems.Add(Problems.BlankInExpression(At(file, expression), name));
                    break;
            }
        }

        private void Piped(ScriptExpression? from, ScriptExpression? to)
        {
            var function = to switch
            {
                ScriptVariable variable => variable.Name,
                ScriptFunctionCall { Target: ScriptVariable target, Arguments.Count: 0 } => target.Name,
                _ => null,
            };
            switch (function)
            {
                case "list" or "list_or":
                    if (NameOf(from) is not { } list)
                        Unsupported(from, from?.ToString());
                    else if (Lookup(from, list) is { } kind and not NameKind.List)
                        checker.problems.Add(Problems.WrongType(At(file, from), function, "a list", kind.ToString().ToLowerInvariant()));
                    break;
                case "capitalize":
                    Computed(from);
                    break;
                default:
                    checker.problems.Add(Problems.UndefinedVariable(At(file, to), function ?? to?.ToString() ?? "", ["list", "list_or", "capitalize"]));
                    break;
            }
        }

        /// <summary>An expression the template computes with: text from the city may not come here.</summary>
        private void Computed(ScriptExpression? expression)
        {
            switch (expression)
            {
                case null or ScriptLiteral:
                    break;
                case ScriptNestedExpression nested:
                    Computed(nested.Expression);
                    break;
                case ScriptMemberExpression { Member.Name: "size", Target: var target } when NameOf(target) is { } list && !IsLoopFact(target):
                    checker.Shaping.Add(list);
                    if (Lookup(target, list) is not (null or NameKind.List))
                        checker.problems.Add(Problems.BlankInExpression(At(file, expression), list));
                    break;
                default:
                    if (NameOf(expression) is not { } name)
                        Unsupported(expression, expression.ToString());
                    else if (Lookup(expression, name) is NameKind.Text or NameKind.List)
                        checker.problems.Add(Problems.BlankInExpression(At(file, expression), name));
                    break;
            }
        }

        /// <summary>An expression that is asked: the presence of text may be, its wording may not.</summary>
        private void Condition(ScriptExpression? expression)
        {
            switch (expression)
            {
                case null or ScriptLiteral:
                    break;
                case ScriptNestedExpression nested:
                    Condition(nested.Expression);
                    break;
                case ScriptUnaryExpression { Operator: ScriptUnaryOperator.Not } not:
                    Condition(not.Right);
                    break;
                case ScriptBinaryExpression { Operator: ScriptBinaryOperator.And or ScriptBinaryOperator.Or } both:
                    Condition(both.Left);
                    Condition(both.Right);
                    break;
                case ScriptBinaryExpression comparison:
                    Computed(comparison.Left);
                    Computed(comparison.Right);
                    break;
                default:
                    if (NameOf(expression) is not { } name)
                        Unsupported(expression, expression.ToString());
                    else if (Lookup(expression, name) is not null)
                        checker.Shaping.Add(name);
                    break;
            }
        }

        private void Include(ScriptFunctionCall call)
        {
            if (call.Arguments.Count != 1 || call.Arguments[0] is not ScriptLiteral { Value: string name })
            {
                Unsupported(call, "include with a computed name");
                return;
            }
            if (!checker.template.Includes.TryGetValue(name, out var text) && file.EndsWith('/' + name, StringComparison.Ordinal))
                checker.problems.Add(Problems.TemplateLoops(At(file, call), $"'{name}' includes itself"));
            else if (text is null)
                checker.problems.Add(Problems.IncludeOutside(At(file, call), name));
            else if (checker.open.Contains(text.File))
                checker.problems.Add(Problems.TemplateLoops(At(file, call), $"'{name}' includes itself"));
            else if (include(name) is { } parsed)
                checker.Check(text, parsed, include);
        }

        private NameKind? Lookup(ScriptNode? node, string name)
        {
            if (locals.TryGetValue(name, out var local))
                return local;
            if (locals.Count > 0 && LoopFacts.Contains(name))
                return NameKind.Plain;
            // A loop's variable hides the fact or blank of its name, and has nothing inside.
            var isInLocal = name.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot && locals.ContainsKey(name[..dot]);
            checker.Used.Add(name);
            NameKind? kind = isInLocal ? null : TemplateNames.Find(checker.template, name);
            if (kind is null)
                checker.problems.Add(Problems.UndefinedVariable(At(file, node), name, TemplateNames.All(checker.template)));
            return kind;
        }

        private static bool IsLoopFact(ScriptExpression? target) => target is ScriptVariable { Name: "for" };

        private static string? NameOf(ScriptExpression? expression) => expression switch
        {
            ScriptVariable variable => variable.Name,
            ScriptMemberExpression { Target: ScriptVariable target, Member: var member } => $"{target.Name}.{member?.Name}",
            _ => null,
        };

        private void Unsupported(ScriptNode? node, string? what) =>
            checker.problems.Add(Problems.UnsupportedStatement(At(file, node), what ?? ""));
    }
}
