namespace PolicyBuilder.Testing;

/// <summary>
/// New Harbor in a workspace of its own: its sample files as version 1.0.0, and the changes of a realistic 1.1.0: an answer
/// edited, an amended clause edited, a clause inserted, one removed, one moved.
/// </summary>
public sealed class PublishedCity : IDisposable
{
    private readonly Scratch scratch = new();

    public PublishedCity()
    {
        foreach (var file in Directory.GetFiles(Path.Combine(Repository.Root, "policies", "new-harbor")))
        {
            Directory.CreateDirectory(scratch["policies/new-harbor"]);
            File.Copy(file, scratch[$"policies/new-harbor/{Path.GetFileName(file)}"]);
        }
        Edit("version: 1.1.0", "version: 1.0.0");
        Edit("effective: 2027-02-01", "effective: 2027-01-01");
        // Stands after professional conduct first; 1.1.0 moves it up.
        Edit("  - remove: desktop-applications", "  - insert: {id: official-use.photographs, after: official-use.after-hours}\n    text: Photographs of minors shall not be posted without a parent’s written consent.\n  - remove: desktop-applications");
    }

    /// <summary>The folder of the workspace.</summary>
    public string Folder => scratch.Path;

    /// <summary>The policy's file.</summary>
    public string PolicyFile => scratch["policies/new-harbor/social-media.yaml"];

    /// <summary>A path in the workspace.</summary>
    public string this[string relative] => scratch[relative];

    /// <summary>Replaces words of the policy's file, which must be there.</summary>
    public void Edit(string old, string @new)
    {
        var text = File.ReadAllText(PolicyFile).ReplaceLineEndings("\n");
        if (!text.Contains(old, StringComparison.Ordinal))
            throw new ArgumentException($"'{old}' is not in the policy's file", nameof(old));
        File.WriteAllText(PolicyFile, text.Replace(old, @new, StringComparison.Ordinal));
    }

    /// <summary>Makes the policy's file that of 1.1.0.</summary>
    public void Revise()
    {
        Edit("version: 1.0.0", "version: 1.1.0");
        Edit("effective: 2027-01-01", "effective: 2027-03-01");
        Edit("final_authority: City Administrator", "final_authority: Communications Director");
        Edit("boil-water notices; and", "boil-water notices, within two hours; and");
        Edit("after: official-use.after-hours", "before: official-use.profanity");
        Edit("  - remove: desktop-applications",
            "  - remove: official-use.opinions\n    reason: The mayor's memorandum covers it.\n"
            + "  - insert: {id: personal-use.emergencies, after: personal-use.at-work}\n    text: Personal use is not permitted during a declared emergency.\n"
            + "  - remove: desktop-applications");
    }

    /// <inheritdoc/>
    public void Dispose() => scratch.Dispose();
}
