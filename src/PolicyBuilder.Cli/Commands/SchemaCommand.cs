using System.CommandLine;
using PolicyBuilder.Cli.Console;
using PolicyBuilder.Formats.Readers;
using PolicyBuilder.Formats.Writers;

namespace PolicyBuilder.Cli.Commands;

/// <summary><c>schema &lt;policy&gt;</c>: the JSON Schema that editors use for completion and hover.</summary>
internal static class SchemaCommand
{
    public static Command Create(Terminal terminal)
    {
        var policy = new Argument<string>("policy") { Description = "A template, such as social-media; or 'city' for city.yaml" };
        var output = new Option<string?>("--output", "-o") { Description = "File to write; without it, standard output", HelpName = "file" };
        var templates = Arguments.TemplatesFolder();
        var command = new Command("schema", "Write the JSON Schema of a policy's YAML, for editors") { policy, output, templates };
        command.SetAction(parsed => Run(terminal, parsed.GetValue(policy)!, parsed.GetValue(output), new TemplateLibrary(parsed.GetValue(templates))));
        return command;
    }

    private static int Run(Terminal terminal, string policy, string? output, TemplateLibrary templates)
    {
        if (templates.Find(policy) is not { } template)
        {
            foreach (var problem in templates.ProblemsOf(policy))
                terminal.Print(problem);
            return Arguments.NoSuchTemplate(terminal, policy, templates);
        }
        var schema = SchemaWriter.Write(template);
        if (output is null)
        {
            terminal.Print(schema.TrimEnd('\n'));
            return ExitCode.Yes;
        }
        File.WriteAllText(output, schema);
        terminal.Print(output);
        return ExitCode.Yes;
    }
}
