using PolicyBuilder.Formats;
using PolicyBuilder.Formats.Readers;

namespace PolicyBuilder.Testing;

/// <summary>A workspace in a folder of its own, gone when disposed.</summary>
public sealed class Scratch : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("policybuilder-test-");

    /// <summary>The workspace's folder.</summary>
    public string Path => folder.FullName;

    /// <summary>A path in the workspace.</summary>
    public string this[string relative] => System.IO.Path.Combine(Path, relative.Replace('/', System.IO.Path.DirectorySeparatorChar));

    /// <summary>Writes a file, making its folders.</summary>
    public string Write(string relative, string text)
    {
        var path = this[relative];
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Writes a city called Mapleton and its social media policy.</summary>
    /// <param name="rest">YAML after the fixed beginning: answers, amendments.</param>
    /// <param name="city">YAML of city.yaml.</param>
    /// <param name="id">The city's folder.</param>
    public PolicySource WriteCity(string rest = MinimalAnswers, string city = "name: Mapleton\n", string id = "mapleton")
    {
        Write($"policies/{id}/city.yaml", city);
        Write($"policies/{id}/social-media.yaml", "policy: social-media\nedition: 1.0.0\nversion: 1.0.0\neffective: 2027-01-01\n" + rest);
        return new PolicySource(this[$"policies/{id}/social-media.yaml"]);
    }

    /// <summary>Answers to the blanks that have no default.</summary>
    public const string MinimalAnswers = "answers:\n  final_authority: Mayor\n  authorized_employees: [City Clerk]\n";

    /// <summary>Compiles a policy that must have no errors.</summary>
    public static CompiledPolicy Compile(PolicySource source)
    {
        var compilation = new PolicyCompiler(new TemplateLibrary(null)).Compile(source);
        return compilation.Policy ?? throw new InvalidOperationException(string.Join('\n', compilation.Problems));
    }

    /// <inheritdoc/>
    public void Dispose() => folder.Delete(recursive: true);
}
