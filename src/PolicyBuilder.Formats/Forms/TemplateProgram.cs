using System.Text;
using PolicyBuilder.Formats.Readers;
using PolicyBuilder.Model.Configuration;
using PolicyBuilder.Model.Diagnostics;
using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;
using Scriban.Syntax;

namespace PolicyBuilder.Formats.Forms;

/// <summary>Rendered Markdown, and the way back to the template.</summary>
internal sealed record RenderedText(string Text, SourceMap Map);

/// <summary>
/// A template's texts, parsed and checked once, ready to be rendered for any shape of answers. Runs with functions of
/// our own only (no clock, no random numbers, no evaluation), within fixed limits.
/// </summary>
internal sealed class TemplateProgram
{
    /// <summary>The most characters a template may render.</summary>
    public const int MaximumOutput = 1024 * 1024;

    private const int MaximumLoopSteps = 100_000;
    private const int MaximumIncludeDepth = 20;

    private readonly PolicyTemplate template;
    private readonly Dictionary<string, Template> texts = [];

    // Whether every text could be parsed, so that it is known which names are used.
    private bool isWhole = true;

    private TemplateProgram(PolicyTemplate template) => this.template = template;

    /// <summary>The names whose presence or number of items shapes the form.</summary>
    public IReadOnlySet<string> Shaping { get; private set; } = new HashSet<string>();

    /// <summary>Whether the answer to a blank decides which clauses there are.</summary>
    public bool IsShapedBy(string blank) =>
        Shaping.Contains(blank) || (template.Find(blank) is { } declared && TemplateNames.KindOf(declared) is NameKind.Plain or NameKind.YesNo);

    /// <summary>The program; null when <paramref name="problems"/> tells what is wrong with the template.</summary>
    public static TemplateProgram? Compile(PolicyTemplate template, ICollection<Diagnostic> problems)
    {
        var before = problems.Count;
        var program = new TemplateProgram(template);
        var checker = new TemplateChecker(template, problems);
        program.Check(template.PolicyText, checker, problems);
        if (template.AcknowledgementText is not null)
            program.Check(template.AcknowledgementText, checker, problems);
        foreach (var blank in program.isWhole ? template.Blanks : [])
        {
            if (!checker.Used.Contains(blank.Name))
                problems.Add(Problems.UnusedBlank(blank.Location, blank.Name));
        }
        program.Shaping = checker.Shaping;
        return problems.Count > before ? null : program;
    }

    /// <summary>Renders one of the template's texts; null when it fails, which <paramref name="problems"/> tells.</summary>
    public RenderedText? Render(TemplateText text, ScriptObject names, ICollection<Diagnostic> problems)
    {
        var context = new FormContext(Functions());
        var output = new MappedOutput(context);
        context.PushGlobal(names);
        context.PushOutput(output);
        try
        {
            texts[text.File].Render(context);
            return new RenderedText(output.Text, output.Map);
        }
        catch (ScriptRuntimeException exception)
        {
            problems.Add(ProblemOf(exception));
            return null;
        }
    }

    private void Check(TemplateText text, TemplateChecker checker, ICollection<Diagnostic> problems)
    {
        if (Parse(text, problems) is { } parsed)
            checker.Check(text, parsed, name => Parse(template.Includes[name], problems));
    }

    private Template? Parse(TemplateText text, ICollection<Diagnostic> problems)
    {
        if (texts.TryGetValue(text.File, out var known))
            return known;
        var parsed = Template.Parse(text.Text, text.File, new ParserOptions { ExpressionDepthLimit = 50 }, LexerOptions.Default);
        foreach (var message in parsed.Messages)
        {
            if (message.Type == ParserMessageType.Error)
                problems.Add(Problems.TemplateSyntax(At(message.Span), Sentence(message.Message)));
        }
        if (parsed.HasErrors)
        {
            isWhole = false;
            return null;
        }
        texts.Add(text.File, parsed);
        return parsed;
    }

    private ScriptObject Functions()
    {
        var functions = new ScriptObject(StringComparer.Ordinal)
        {
            ["include"] = new IncludeFunction(this),
            ["list"] = new ListFunction("and"),
            ["list_or"] = new ListFunction("or"),
            ["capitalize"] = new CapitalizeFunction(),
        };
        return functions;
    }

    private static Diagnostic ProblemOf(ScriptRuntimeException exception)
    {
        var at = At(exception.Span);
        var detail = exception.OriginalMessage;
        if (exception.InnerException is LimitException limit)
            return limit.Loops ? Problems.TemplateLoops(at, detail) : Problems.OutputTooLong(at, MaximumOutput);
        // The words of Scriban's own limits.
        return detail.Contains("LoopLimit", StringComparison.Ordinal) || detail.Contains("iteration limit", StringComparison.Ordinal) ? Problems.TemplateLoops(at, LoopsTooLong)
            : detail.Contains("limit", StringComparison.OrdinalIgnoreCase) ? Problems.OutputTooLong(at, MaximumOutput)
            : Problems.TemplateFails(at, Sentence(detail));
    }

    private static readonly string LoopsTooLong = FormattableString.Invariant($"its loops and includes take more than {MaximumLoopSteps:N0} steps");

    // Scriban's sentences begin with a capital and end with a full stop; ours do neither.
    private static string Sentence(string detail)
    {
        var words = detail.TrimEnd('.');
        return words.Length > 1 && char.IsLower(words[1]) ? char.ToLowerInvariant(words[0]) + words[1..] : words;
    }

    // Scriban counts lines and columns from 0.
    private static SourceLocation At(SourceSpan span) => new(span.FileName ?? "", span.Start.Line + 1, span.Start.Column + 1);

    private sealed class LimitException(bool loops, string message) : Exception(message)
    {
        public bool Loops { get; } = loops;
    }

    private sealed class FormContext : TemplateContext
    {
        private int steps;

        /// <summary>The statement whose value is being written.</summary>
        public SourceSpan Writing { get; private set; }

        /// <summary>How many files deep the includes are.</summary>
        public int Depth { get; set; }

        public FormContext(ScriptObject functions)
            : base(functions, StringComparer.Ordinal)
        {
            StrictVariables = true;
            EnableRelaxedMemberAccess = false;
            EnableRelaxedTargetAccess = false;
            EnableRelaxedIndexerAccess = false;
            EnableRelaxedFunctionAccess = false;
            AutoIndent = false;
            NewLine = "\n";
            LoopLimit = MaximumLoopSteps;
            LimitToString = MaximumOutput;
            OnStringLimit = ScriptLimitBehavior.Throw;
            OnOutputLimit = ScriptLimitBehavior.Throw;
        }

        // Scriban limits each loop by itself; nested loops multiply.
        protected override bool OnStepLoop(ScriptLoopStatementBase loop)
        {
            Step(loop.Span);
            return base.OnStepLoop(loop);
        }

        // While a block writes the value of one of its statements, CurrentSpan is the block's.
        public override TemplateContext Write(SourceSpan span, object? textAsObject)
        {
            Writing = span;
            return base.Write(span, textAsObject);
        }

        /// <summary>Counts a turn of a loop or an include: files that include others twice each grow without a loop.</summary>
        public void Step(SourceSpan span)
        {
            if (++steps > MaximumLoopSteps)
                throw new ScriptRuntimeException(span, LoopsTooLong, new LimitException(true, ""));
        }

        // Scriban takes an empty list for true; "if related_policies" asks whether there are any.
        public override bool ToBool(SourceSpan span, object? value) =>
            value is BlankList list ? list.Count > 0 : base.ToBool(span, value);
    }

    private sealed class MappedOutput(FormContext context) : IScriptOutput
    {
        private readonly StringBuilder text = new();
        private readonly Dictionary<string, List<int>> lineStarts = new(ReferenceEqualityComparer.Instance);

        public SourceMap Map { get; } = new();

        public string Text => text.ToString();

        public void Write(string value, int offset, int count)
        {
            if (text.Length + count > MaximumOutput)
                throw new ScriptRuntimeException(context.CurrentSpan, "output limit", new LimitException(false, ""));
            // A raw text is written as a slice of its file, from which the white space that {{~ takes away is cut.
            if (context.CurrentNode is ScriptRawStatement)
                Map.Add(text.Length, Place(value, offset), verbatim: true);
            else
                Map.Add(text.Length, At(context.Writing), verbatim: false);
            text.Append(value, offset, count);
        }

        private SourceLocation Place(string source, int offset)
        {
            if (!lineStarts.TryGetValue(source, out var starts))
            {
                starts = [0];
                for (var i = source.IndexOf('\n', StringComparison.Ordinal); i >= 0; i = source.IndexOf('\n', i + 1))
                    starts.Add(i + 1);
                lineStarts.Add(source, starts);
            }
            var line = starts.BinarySearch(offset);
            if (line < 0)
                line = ~line - 1;
            return new SourceLocation(context.CurrentSpan.FileName ?? "", line + 1, offset - starts[line] + 1);
        }

        public ValueTask WriteAsync(string value, int offset, int count, CancellationToken cancellationToken)
        {
            Write(value, offset, count);
            return ValueTask.CompletedTask;
        }
    }

    private abstract class Function : IScriptCustomFunction
    {
        public int RequiredParameterCount => 1;

        public int ParameterCount => 1;

        public ScriptVarParamKind VarParamKind => ScriptVarParamKind.None;

        public Type ReturnType => typeof(string);

        public ScriptParameterInfo GetParameterInfo(int index) => new(typeof(object), "value");

        public abstract object Invoke(TemplateContext context, ScriptNode? callerContext, ScriptArray arguments, ScriptBlockStatement? blockStatement);

        public ValueTask<object?> InvokeAsync(TemplateContext context, ScriptNode? callerContext, ScriptArray arguments, ScriptBlockStatement? blockStatement) =>
            new(Invoke(context, callerContext, arguments, blockStatement));
    }

    /// <summary>
    /// Renders another file of the template in its place. Scriban's own include renders it apart and writes the result as
    /// one value, by which the way back to the lines of that file is lost.
    /// </summary>
    private sealed class IncludeFunction(TemplateProgram program) : Function
    {
        public override object Invoke(TemplateContext context, ScriptNode? callerContext, ScriptArray arguments, ScriptBlockStatement? blockStatement)
        {
            var form = (FormContext)context;
            var span = callerContext?.Span ?? context.CurrentSpan;
            form.Step(span);
            if (form.Depth == MaximumIncludeDepth)
                throw new ScriptRuntimeException(span, $"files include files more than {MaximumIncludeDepth} deep", new LimitException(true, ""));
            form.Depth++;
            var text = program.template.Includes[(string)arguments[0]!];
            context.Evaluate(program.texts[text.File].Page!);
            form.Depth--;
            return "";
        }
    }

    /// <summary>Joins a list from the city the English way; the joined phrase is one blank.</summary>
    private sealed class ListFunction(string conjunction) : Function
    {
        public override object Invoke(TemplateContext context, ScriptNode? callerContext, ScriptArray arguments, ScriptBlockStatement? blockStatement) =>
            ((BlankList)arguments[0]!).Joined(conjunction);
    }

    private sealed class CapitalizeFunction : Function
    {
        public override object Invoke(TemplateContext context, ScriptNode? callerContext, ScriptArray arguments, ScriptBlockStatement? blockStatement) =>
            English.Capitalize(arguments[0]?.ToString() ?? "");
    }
}
