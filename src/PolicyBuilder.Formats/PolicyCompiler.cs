using System.Collections.Concurrent;
using PolicyBuilder.Formats.Forms;
using PolicyBuilder.Formats.Readers;
using PolicyBuilder.Model;
using PolicyBuilder.Model.Configuration;
using PolicyBuilder.Model.Diagnostics;
using PolicyBuilder.Model.Documents;

namespace PolicyBuilder.Formats;

/// <summary>
/// The whole way from a city's files to its policy, on one page:
/// <code>
/// city.yaml ─┐
/// policy.yaml ─▶ ConfigReader ─▶ PolicyConfig ─┐
/// templates/ ──▶ TemplateReader ─▶ PolicyTemplate ─▶ FormMaker ─▶ PolicyForm ─▶ CompiledPolicy
/// </code>
/// A form is the policy with its holes still open. It depends only on the <em>shape</em> of the answers (how many
/// items a list has, not what they say), so cities of one shape share it, and the plates that writers typeset from it.
/// Answers are filled in last: no answer ever meets a template engine or a Markdown parser. One compiler serves many
/// policies and threads.
/// </summary>
public sealed class PolicyCompiler(TemplateLibrary templates)
{
    /// <summary>How many forms are kept; a pool's cities have a few dozen shapes, and a form weighs about 200 KiB.</summary>
    private const int MaximumForms = 256;

    private readonly ConcurrentDictionary<string, PolicyForm> forms = new();
    private readonly ConcurrentDictionary<string, (TemplateProgram? Program, IReadOnlyList<Diagnostic> Problems)> programs = new();

    /// <summary>Compiles one policy. Never throws for what the user wrote: every problem is in the result.</summary>
    public Compilation Compile(PolicySource source) => Compile(source, draft: null, history: []);

    /// <summary>Compiles one policy as a draft or as published.</summary>
    /// <param name="draft">Whether to mark it as a draft; null marks it until it is adopted.</param>
    /// <param name="history">Earlier published versions, for the revision table.</param>
    public Compilation Compile(PolicySource source, bool? draft, Sequence<Revision> history)
    {
        var problems = new List<Diagnostic>();
        var city = ReadCity(source, problems);
        var cityIsGood = problems.Count == 0;
        var read = ReadPolicy(source, problems);
        var seal = city?.City.SealPath is { } sealPath ? SealReader.Read(sealPath, city.SealLocation, source.CityPath, problems) : null;
        var program = read is null ? null : Program(read.Template, problems);
        if (city is null || read is null || program is null)
            return new Compilation(source, null, problems);

        var filled = new FilledIn(city.City, read.Config, read.Template);
        var isDraft = draft ?? filled.Config.Adopted is null;
        if (problems.Count > 0)
        {
            // Amendments are judged too, unless which clauses there are is in doubt.
            if (cityIsGood && !read.Unanswered.Any(program.IsShapedBy))
                FormMaker.Make(program, filled, seal, isDraft, history, problems);
            return new Compilation(source, null, problems);
        }
        var key = FormMaker.ShapeKey(program, filled, seal, isDraft, history);
        if (!forms.TryGetValue(key, out var form))
        {
            form = FormMaker.Make(program, filled, seal, isDraft, history, problems);
            if (form is null)
                return new Compilation(source, null, problems);
            if (forms.Count >= MaximumForms)
                forms.Clear();
            form = forms.GetOrAdd(key, form);
        }
        return new Compilation(source, new CompiledPolicy(filled, form), problems);
    }

    /// <summary>Reads a city's facts and its settings for a policy, without making the policy.</summary>
    /// <returns>Null when there is an error; <paramref name="problems"/> tells.</returns>
    public (City City, PolicyConfig Config)? Read(PolicySource source, ICollection<Diagnostic> problems)
    {
        var found = new List<Diagnostic>();
        var city = ReadCity(source, found);
        var policy = ReadPolicy(source, found);
        found.ForEach(problems.Add);
        return found.Count == 0 && city is not null && policy is not null ? (city.City, policy.Config) : null;
    }

    /// <summary>Reads a city's facts.</summary>
    /// <param name="folder">The city's folder.</param>
    /// <returns>Null when there is an error; <paramref name="problems"/> tells.</returns>
    public static City? ReadCity(string folder, ICollection<Diagnostic> problems)
    {
        var found = new List<Diagnostic>();
        var city = ReadCity(new PolicySource(Path.Combine(folder, PolicySource.CityFile)), found);
        found.ForEach(problems.Add);
        return found.Count == 0 ? city?.City : null;
    }

    private static CityReading? ReadCity(PolicySource source, List<Diagnostic> problems)
    {
        var policyFile = new SourceLocation(Workspace.Display(source.PolicyPath));
        if (!CityId.IsValid(source.CityId))
            problems.Add(Problems.BadCityFolder(policyFile, source.CityId));
        if (!File.Exists(source.CityPath))
        {
            problems.Add(Problems.NoCityFile(policyFile));
            return null;
        }
        var file = Workspace.Display(source.CityPath);
        return SourceText.ReadFile(file, source.CityPath, problems) is { } text ? ConfigReader.ReadCity(source.CityId, file, text, problems) : null;
    }

    private PolicyReading? ReadPolicy(PolicySource source, List<Diagnostic> problems)
    {
        var file = Workspace.Display(source.PolicyPath);
        return SourceText.ReadFile(file, source.PolicyPath, problems) is { } text
            ? ConfigReader.ReadPolicy(file, text, id => Template(id, problems), templates.Names, problems)
            : null;
    }

    private PolicyTemplate? Template(string id, List<Diagnostic> problems)
    {
        problems.AddRange(templates.ProblemsOf(id));
        return templates.Find(id);
    }

    private TemplateProgram? Program(PolicyTemplate template, List<Diagnostic> problems)
    {
        var (program, found) = programs.GetOrAdd(template.Id, _ =>
        {
            var own = new List<Diagnostic>();
            return (TemplateProgram.Compile(template, own), own);
        });
        problems.AddRange(found);
        return program;
    }
}

/// <summary>What came of compiling one policy.</summary>
/// <param name="Policy">The policy; null when there is an error.</param>
/// <param name="Problems">Every error found, in the order of the files.</param>
public sealed record Compilation(PolicySource Source, CompiledPolicy? Policy, IReadOnlyList<Diagnostic> Problems);
