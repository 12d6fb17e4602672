using System.Buffers;
using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;
using PolicyBuilder.Formats.Publishing;
using PolicyBuilder.Model.Diffing;
using PolicyBuilder.Model.Documents;

namespace PolicyBuilder.Formats.Writers.Diffs;

/// <summary>One JSON object for other programs; <c>docs/diff.json.md</c> describes it. Its schema number is 1.</summary>
public sealed class JsonDiffWriter : IDiffWriter
{
    private static readonly JsonWriterOptions Options =
        new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <inheritdoc/>
    public string Name => "json";

    /// <inheritdoc/>
    public bool IsText => true;

    /// <inheritdoc/>
    public IReadOnlyList<DiffFile> Write(DiffReport report)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
            Report(json, report);
        buffer.Write("\n"u8);
        return [new DiffFile(".json", buffer.WrittenSpan.ToArray())];
    }

    private static void Report(Utf8JsonWriter json, DiffReport report)
    {
        var classification = report.Classification;
        json.WriteStartObject();
        json.WriteNumber("schema", 1);
        json.WriteString("command", "diff");
        Side(json, "old", report.Old);
        Side(json, "new", report.New);
        json.WriteString("verdict", Words.Of(classification.Verdict));
        json.WriteString("computed", Words.Of(classification.Computed));
        json.WriteBoolean("restructured", classification.IsRestructured);
        json.WriteStartArray("restructuring");
        foreach (var reason in classification.Restructuring)
            json.WriteStringValue(reason.Sentence);
        json.WriteEndArray();
        json.WriteString("proposedVersion", report.Proposed.ToString());
        json.WriteBoolean("signAgain", classification.MustSignAgain);
        json.WriteString("summary", report.Summary);
        json.WriteStartArray("changes");
        foreach (var change in classification.Changes)
            Change(json, report, change);
        json.WriteEndArray();
        json.WriteStartArray("renumbered");
        foreach (var entry in report.Renumbered())
        {
            json.WriteStartObject();
            json.WriteString("clause", entry.New!.Id.Value);
            json.WriteString("old", report.Place(entry.Old!));
            json.WriteString("new", report.Place(entry.New));
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Side(Utf8JsonWriter json, string name, ComparedVersion version)
    {
        var title = version.Document.Title;
        json.WriteStartObject(name);
        json.WriteString("name", version.Name);
        json.WriteString("policy", version.Document.Policy);
        json.WriteString("title", title.Title);
        json.WriteString("issuer", title.Issuer);
        json.WriteString("version", title.Version);
        json.WriteString("effective", title.Date);
        json.WriteString("fingerprint", Fingerprint.Of(version.Document).ToString());
        json.WriteEndObject();
    }

    private static void Change(Utf8JsonWriter json, DiffReport report, ClassifiedChange change)
    {
        json.WriteStartObject();
        json.WriteString("subject", change.Subject.Value);
        json.WriteString("place", report.Place(change));
        if (report.MovedFrom(change) is { } from)
            json.WriteString("movedFrom", from);
        json.WriteStartArray("kinds");
        foreach (var kind in DiffReport.Kinds(change))
            json.WriteStringValue(kind);
        json.WriteEndArray();
        json.WriteString("verdict", Words.Of(change.Verdict));
        json.WriteString("computed", Words.Of(change.Computed));
        json.WriteStartArray("reasons");
        foreach (var reason in change.Reasons)
        {
            json.WriteStartObject();
            json.WriteString("verdict", Words.Of(reason.Verdict));
            json.WriteString("kind", JsonNamingPolicy.KebabCaseLower.ConvertName(reason.Kind.ToString()));
            json.WriteString("sentence", reason.Sentence);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        if (change.Decision is { } decision)
        {
            json.WriteStartObject("decision");
            json.WriteString("verdict", Words.Of(decision.Verdict));
            json.WriteString("by", decision.By);
            json.WriteString("because", decision.Because);
            json.WriteEndObject();
        }
        json.WriteStartArray("lines");
        foreach (var line in DiffReport.Lines(change))
        {
            json.WriteStartArray();
            foreach (var marked in MarkedText.Of(line))
                Segment(json, marked);
            json.WriteEndArray();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Segment(Utf8JsonWriter json, MarkedText marked)
    {
        json.WriteStartObject();
        switch (marked.Kind)
        {
            case SegmentKind.Same:
                json.WriteString("same", marked.New);
                break;
            case SegmentKind.Deleted:
                json.WriteString("deleted", marked.Old);
                break;
            case SegmentKind.Inserted:
                json.WriteString("inserted", marked.New);
                break;
            case SegmentKind.Restyled:
                json.WriteString("restyled", marked.New);
                break;
            case SegmentKind.Relabelled:
                json.WriteString("relabelled", marked.New);
                json.WriteString("was", marked.Old);
                break;
            default:
                throw new UnreachableException();
        }
        json.WriteEndObject();
    }
}
