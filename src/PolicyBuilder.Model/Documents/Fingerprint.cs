using System.Security.Cryptography;
using System.Text;

namespace PolicyBuilder.Model.Documents;

/// <summary>
/// SHA-256 of what a policy says: title, issuer, and every clause with id, kind, text and emphasis, signature page
/// included. Labels follow from the order and are left out; so are version, dates (also where the signature page prints
/// the version's own), the DRAFT mark and the pool's notice, so that the same text published under another number is
/// recognised. Runs of ASCII white space count as one
/// blank; otherwise code points are taken as typed.
/// </summary>
/// <param name="Hex">64 lower-case hexadecimal digits.</param>
public readonly record struct Fingerprint(string Hex)
{
    /// <summary>The fingerprint of <paramref name="document"/>.</summary>
    public static Fingerprint Of(PolicyDocument document) =>
        new(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(CanonicalText(document)))));

    /// <summary>The text that is hashed: a line for each fact, heading, paragraph, caption and cell.</summary>
    public static string CanonicalText(PolicyDocument document)
    {
        var text = new StringBuilder("policybuilder-text/v1\n");
        Line(text, "title", Escape(document.Title.Title));
        Line(text, "issuer", Escape(document.Title.Issuer));
        Line(text, "language", document.Language);
        foreach (var section in document.Sections)
            Append(section, 0, text);
        if (document.Acknowledgement is not null)
        {
            // On whole lines, since a number may be typed in pieces.
            var page = new StringBuilder();
            Append(document.Acknowledgement, 0, page);
            text.Append(document.Title.WithoutOwnVersion(page.ToString()));
        }
        return text.ToString();
    }

    /// <inheritdoc/>
    public override string ToString() => $"sha256:{Hex}";

    private static void Append(Clause clause, int depth, StringBuilder text)
    {
        Line(text, $"{depth} {clause.Kind switch
        {
            ClauseKind.Section => "section",
            ClauseKind.Subsection => "subsection",
            ClauseKind.Provision => "provision",
            _ => "unlabelled",
        }}", clause.Id.Value);
        if (clause.Heading.Count > 0)
            Line(text, "heading", Marked(clause.Heading));
        foreach (var block in clause.Body)
        {
            switch (block)
            {
                case Paragraph paragraph:
                    Line(text, "paragraph", Marked(paragraph.Content));
                    break;
                case SignatureLine line:
                    Line(text, "signature-line", Marked(line.Caption));
                    break;
                case Table table:
                    Line(text, "header", string.Join("<|>", table.Header.Select(Marked)));
                    foreach (var row in table.Rows)
                        Line(text, "row", string.Join("<|>", row.Select(Marked)));
                    break;
                default:
                    throw new System.Diagnostics.UnreachableException();
            }
        }
        foreach (var child in clause.Children)
            Append(child, depth + 1, text);
    }

    private static void Line(StringBuilder text, string name, string value) =>
        text.Append(name).Append(": ").Append(value).Append('\n');

    private static string Marked(Sequence<Inline> content)
    {
        var text = new StringBuilder();
        Mark(content, text);
        return Escape(text.ToString(), keepMarks: true);
    }

    // Marks are '<' and a name; a '<' in the text itself is doubled, so no text can imitate a mark.
    private static void Mark(Sequence<Inline> content, StringBuilder text)
    {
        foreach (var inline in content)
        {
            switch (inline)
            {
                case Text plain:
                    text.Append(plain.Value.Replace("<", "<<", StringComparison.Ordinal));
                    break;
                case Answer answer:
                    text.Append(answer.Value.Replace("<", "<<", StringComparison.Ordinal));
                    break;
                case Strong strong:
                    text.Append("<b>");
                    Mark(strong.Content, text);
                    text.Append("</b>");
                    break;
                case Emphasis emphasis:
                    text.Append("<i>");
                    Mark(emphasis.Content, text);
                    text.Append("</i>");
                    break;
                case Link link:
                    text.Append("<a ").Append(link.Address.Replace("<", "<<", StringComparison.Ordinal)).Append('>');
                    Mark(link.Content, text);
                    text.Append("</a>");
                    break;
                case Reference reference:
                    text.Append("<ref ").Append(reference.Target.Value).Append('>');
                    break;
                case LineBreak:
                    text.Append("<br>");
                    break;
                default:
                    throw new System.Diagnostics.UnreachableException();
            }
        }
    }

    private static string Escape(string text, bool keepMarks = false)
    {
        if (!keepMarks)
            text = text.Replace("<", "<<", StringComparison.Ordinal);
        var folded = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (character is not (' ' or '\t' or '\r' or '\n'))
                folded.Append(character);
            else if (folded.Length > 0 && folded[^1] != ' ')
                folded.Append(' ');
        }
        return folded.ToString().TrimEnd(' ');
    }
}
