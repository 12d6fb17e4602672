using System.Buffers;
using System.Text;
using PolicyBuilder.Model.Diagnostics;
using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;
using Scriban.Syntax;

namespace PolicyBuilder.Acknowledgements.Mailing;

/// <summary>
/// One text of a mail, parsed and checked in every branch before anything is sent. It prints names and asks whether they are there;
/// it has no functions, no loops and no way to anything else.
/// </summary>
internal sealed class MailTemplate
{
    private const int MostCharacters = 256 * 1024;

    private static readonly SearchValues<char> Special = SearchValues.Create("&<>\"'");

    private readonly Template parsed;
    private readonly bool isHtml;

    private MailTemplate(Template parsed, bool isHtml) => (this.parsed, this.isHtml) = (parsed, isHtml);

    /// <summary>The names it prints.</summary>
    public IReadOnlySet<string> Printed { get; private init; } = new HashSet<string>();

    /// <summary>Parses a text; null when <paramref name="problems"/> tells what is wrong with it.</summary>
    /// <param name="file">The file as the user should see it.</param>
    /// <param name="isHtml">Whether what is printed is escaped.</param>
    /// <param name="known">The names there are, as <c>policy.title</c>.</param>
    public static MailTemplate? Parse(string file, string text, bool isHtml, IReadOnlySet<string> known, ICollection<Diagnostic> problems)
    {
        var before = problems.Count;
        var parsed = Template.Parse(text, file, new ParserOptions { ExpressionDepthLimit = 20 }, LexerOptions.Default);
        foreach (var message in parsed.Messages.Where(message => message.Type == ParserMessageType.Error))
            problems.Add(Problems.MailTemplateWrong(At(file, message.Span), message.Message.TrimEnd('.')));
        var checker = new Checker(file, known, problems);
        if (!parsed.HasErrors)
            checker.Statements(parsed.Page?.Body);
        return problems.Count > before ? null : new MailTemplate(parsed, isHtml) { Printed = checker.Printed };
    }

    /// <summary>The text with its names filled in.</summary>
    public string Render(ScriptObject names)
    {
        var context = new MailContext(isHtml);
        context.PushGlobal(names);
        return parsed.Render(context);
    }

    /// <summary>The text as it reads in HTML and in its attributes.</summary>
    internal static string Escape(string text)
    {
        if (text.AsSpan().IndexOfAny(Special) < 0)
            return text;
        var escaped = new StringBuilder(text.Length + 16);
        foreach (var letter in text)
        {
            _ = letter switch
            {
                '&' => escaped.Append("&amp;"),
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                '"' => escaped.Append("&quot;"),
                '\'' => escaped.Append("&#39;"),
                _ => escaped.Append(letter),
            };
        }
        return escaped.ToString();
    }

    // Scriban counts lines and columns from 0.
    private static SourceLocation At(string file, SourceSpan span) => new(file, span.Start.Line + 1, span.Start.Column + 1);

    /// <summary>What another template wrote, and is not escaped again.</summary>
    internal sealed class Written(string text)
    {
        public override string ToString() => text;
    }

    private sealed class MailContext : TemplateContext
    {
        private readonly bool escapes;

        public MailContext(bool escapes)
            : base(new ScriptObject(StringComparer.Ordinal), StringComparer.Ordinal)
        {
            this.escapes = escapes;
            StrictVariables = true;
            EnableRelaxedMemberAccess = false;
            EnableRelaxedTargetAccess = false;
            EnableRelaxedIndexerAccess = false;
            EnableRelaxedFunctionAccess = false;
            AutoIndent = false;
            NewLine = "\n";
            LimitToString = MostCharacters;
            OnStringLimit = ScriptLimitBehavior.Throw;
            OnOutputLimit = ScriptLimitBehavior.Throw;
        }

        // The text between names does not come this way.
        public override TemplateContext Write(SourceSpan span, object? textAsObject) =>
            base.Write(span, escapes && textAsObject is string text ? Escape(text) : textAsObject?.ToString());
    }

    private sealed class Checker(string file, IReadOnlySet<string> known, ICollection<Diagnostic> problems)
    {
        public HashSet<string> Printed { get; } = [];

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
                case ScriptExpressionStatement { Expression: var printed }:
                    if (NameOf(printed) is { } name)
                        Printed.Add(name);
                    Name(printed);
                    break;
                case ScriptIfStatement asked:
                    Condition(asked.Condition);
                    Statements(asked.Then);
                    if (asked.Else is not null)
                        Statement(asked.Else);
                    break;
                case ScriptElseStatement otherwise:
                    Statements(otherwise.Body);
                    break;
                case ScriptBlockStatement block:
                    Statements(block);
                    break;
                default:
                    Unsupported(statement);
                    break;
            }
        }

        private void Condition(ScriptExpression? expression)
        {
            switch (expression)
            {
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
                default:
                    Name(expression);
                    break;
            }
        }

        private void Name(ScriptExpression? expression)
        {
            if (NameOf(expression) is not { } name)
                Unsupported(expression);
            else if (!known.Contains(name))
                problems.Add(Problems.MailTemplateName(At(file, expression!.Span), name, known.Order(StringComparer.Ordinal)));
        }

        private static string? NameOf(ScriptExpression? expression) => expression switch
        {
            ScriptVariableGlobal variable => variable.Name,
            ScriptMemberExpression { Target: ScriptVariableGlobal target, Member: { } member } => $"{target.Name}.{member.Name}",
            _ => null,
        };

        private void Unsupported(ScriptNode? node) =>
            problems.Add(Problems.MailTemplateWrong(node is null ? new(file) : At(file, node.Span), $"'{node}' is more than a name or a question"));
    }
}
