using System.Security.Cryptography;
using System.Text;
using PolicyBuilder.Formats.Writers;
using PolicyBuilder.Model;

namespace PolicyBuilder.Formats.Publishing;

/// <summary>
/// Writes a frozen version. Its last setting, <c>record</c>, is the SHA-256 of the lines above it, so that a hand that
/// edits them is noticed; it guards against accidents, the ledger against intent.
/// </summary>
internal static class FrozenVersionWriter
{
    /// <summary>The setting that seals the others.</summary>
    public const string Record = "record";

    /// <summary>The file.</summary>
    /// <param name="text">The published Markdown, which stands below the facts as it is.</param>
    public static byte[] Write(FrozenVersion version, ReadOnlySpan<byte> text)
    {
        var yaml = FrontMatter(version);
        var head = Encoding.UTF8.GetBytes($"---\n{yaml}{Record}: {Sha256(Encoding.UTF8.GetBytes(yaml))}\n---\n");
        return [.. head, .. text];
    }

    /// <summary>The hash as the settings spell it: <c>sha256:</c> and 64 digits.</summary>
    public static string Sha256(ReadOnlySpan<byte> bytes) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static string FrontMatter(FrozenVersion version)
    {
        var yaml = new StringBuilder();
        Line(0, "title", version.Title);
        Line(0, "city", version.City);
        Line(0, "policy", version.Policy);
        Raw(0, "edition", version.Edition.ToString());
        Raw(0, "version", version.Version.ToString());
        Raw(0, "effective", IsoDay.Of(version.Effective));
        if (version.Adopted is { } adopted)
        {
            yaml.Append("adopted:\n");
            Line(2, "by", adopted.By);
            Raw(2, "on", IsoDay.Of(adopted.On));
            if (adopted.Reference is not null)
                Line(2, "reference", adopted.Reference);
        }
        Raw(0, "published", IsoDay.Of(version.Published));
        Raw(0, "fingerprint", version.Fingerprint.ToString());
        Raw(0, "verdict", Words.Of(version.Gravity));
        Raw(0, "sign_again", version.SignAgain ? "yes" : "no");
        Line(0, "summary", version.Summary);
        if (version.Changes.Count > 0)
            yaml.Append("changes:\n");
        foreach (var change in version.Changes)
            yaml.Append("  - ").Append(ConfigWriter.Scalar(change)).Append('\n');
        if (version.Decisions.Count > 0)
            yaml.Append("decisions:\n");
        foreach (var (decision, computed) in version.Decisions)
        {
            yaml.Append("  - clause: ").Append(decision.Clause.Value).Append('\n');
            Raw(4, "verdict", Words.Of(decision.Verdict));
            Raw(4, "computed", Words.Of(computed));
            Line(4, "by", decision.By);
            Line(4, "because", decision.Because);
        }
        yaml.Append("artifacts:\n");
        foreach (var artifact in version.Artifacts)
        {
            yaml.Append("  - name: ").Append(ConfigWriter.Scalar(artifact.Name)).Append('\n');
            Raw(4, "sha256", artifact.Sha256);
        }
        return yaml.ToString();

        void Line(int indent, string key, string value) => Raw(indent, key, ConfigWriter.Scalar(value));

        void Raw(int indent, string key, string value) =>
            yaml.Append(' ', indent).Append(key).Append(": ").Append(value).Append('\n');
    }
}
