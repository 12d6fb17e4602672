using System.CommandLine;
using PolicyBuilder.Cli.Console;
using PolicyBuilder.Formats.Readers;
using PolicyBuilder.Model;

namespace PolicyBuilder.Cli.Commands;

/// <summary>Arguments and options that several commands share, so that they are spelled and explained alike.</summary>
internal static class Arguments
{
    /// <summary>Where the policies are kept, seen from the current folder.</summary>
    public const string Policies = "policies";

    /// <summary>Where the workspace's own templates are kept, seen from the current folder.</summary>
    public const string Templates = "templates";

    public static Argument<string[]> Paths()
    {
        var paths = new Argument<string[]>("paths")
        {
            Description = "A policy's file, a city's folder, or a folder of cities",
            Arity = ArgumentArity.ZeroOrMore,
            DefaultValueFactory = _ => [Policies],
        };
        // A mistyped option would otherwise be taken for a path.
        paths.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
            {
                if (token.Value.StartsWith('-'))
                    result.AddError($"'{token.Value}' is not an option of this command");
            }
        });
        return paths;
    }

    public static Option<bool> Json() => new("--json") { Description = "Print one JSON object to standard output instead of words" };

    public static Option<string> TemplatesFolder() => new("--templates")
    {
        Description = "Folder of your own templates; they come before the built-in ones",
        DefaultValueFactory = _ => Templates,
        HelpName = "folder",
    };

    /// <summary>Where published files are looked for.</summary>
    public static Option<string> OutputFolder() => new("--output", "-o")
    {
        Description = "Folder of written files, to tell which of the published ones were changed",
        DefaultValueFactory = _ => "output",
        HelpName = "folder",
    };

    public static TemplateLibrary Library(ParseResult parsed, Option<string> folder) => new(parsed.GetValue(folder));

    /// <summary>Says that there is no template of that name.</summary>
    public static int NoSuchTemplate(Terminal terminal, string policy, TemplateLibrary templates)
    {
        terminal.Say($"policybuilder: there is no template called '{policy}'; templates here: {string.Join(", ", templates.Names())}");
        return ExitCode.No;
    }

    /// <summary>A day, as year-month-day.</summary>
    public static Option<DateOnly?> Day(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "date",
        CustomParser = result =>
        {
            if (IsoDay.TryRead(result.Tokens[0].Value, out var day))
                return day;
            result.AddError($"'{result.Tokens[0].Value}' is not a date such as 2027-01-31");
            return null;
        },
    };

    /// <summary>The formats that an option names, each once: several options, or one with commas.</summary>
    public static List<string> Split(string[]? formats) =>
    [
        .. (formats ?? []).SelectMany(format => format.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Distinct(),
    ];

    public static string Count(long count, string one, string many) => count == 1 ? $"1 {one}" : $"{count:N0} {many}";
}
