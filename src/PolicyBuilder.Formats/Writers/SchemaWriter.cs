using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using PolicyBuilder.Formats.Readers;
using PolicyBuilder.Model.Configuration;

namespace PolicyBuilder.Formats.Writers;

/// <summary>
/// Writes the JSON Schema (draft 2020-12) of a city's policy file for one template, so that editors complete, explain
/// and check as a person types.
/// </summary>
public static class SchemaWriter
{
    private const string Version = "^(0|[1-9][0-9]{0,5})\\.(0|[1-9][0-9]{0,5})\\.(0|[1-9][0-9]{0,5})$";
    private const string ClauseIdForm = "^[a-z][a-z0-9]*(-[a-z0-9]+)*(\\.[a-z0-9]+(-[a-z0-9]+)*)*$";

    /// <summary>The schema as indented JSON, ending in a line feed.</summary>
    public static string Write(PolicyTemplate template)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var options = new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var json = new Utf8JsonWriter(buffer, options))
        {
            json.WriteStartObject();
            json.WriteString("$schema", "https://json-schema.org/draft/2020-12/schema");
            json.WriteString("title", template.Title);
            json.WriteString("description", $"{template.Title}, filled in by a city. {template.Source}, edition {template.Edition}.");
            json.WriteString("type", "object");
            json.WriteBoolean("additionalProperties", false);
            Strings(json, "required", ["policy", "edition", "version", "effective", .. template.Blanks.Any(IsNeeded) ? ["answers"] : Array.Empty<string>()]);
            json.WriteStartObject("properties");
            Property(json, "policy", "The template: a folder under templates/, or one built into the program.", () => json.WriteString("const", template.Id));
            Property(json, "edition", "The edition of the model policy that these answers were given for.", () => json.WriteString("const", template.Edition.ToString()));
            Property(json, "version", "The version of the city's own policy: three numbers, such as 1.0.0.", () => Text(json, Version));
            Property(json, "effective", "The day from which the policy holds: year-month-day.", () => Date(json));
            Property(json, "review_by", "When the city means to look at the policy again.", () => Date(json));
            Property(json, "notice", "Whether to print the pool's notice; when left out, on drafts only.", () => YesNo(json));
            Property(json, "adopted", "Who adopted the policy. Until it is adopted, it is marked as a draft.", () =>
                Group(json, ["by", "on"], () =>
                {
                    Property(json, "by", "Who adopted it, such as City Council.", () => Text(json));
                    Property(json, "on", "The day it was adopted.", () => Date(json));
                    Property(json, "reference", "The resolution or ordinance.", () => Text(json));
                }));
            Property(json, "answers", "What the city writes into the blanks of the model policy.", () =>
                Group(json, [.. template.Blanks.Where(IsNeeded).Select(blank => blank.Name)], () =>
                {
                    foreach (var blank in template.Blanks)
                        Property(json, blank.Name, Describe(blank), () => Answer(json, blank));
                }));
            Property(json, "amendments", "The city's own changes to the model's text, by clause id.", () => Amendments(json));
            Property(json, "acknowledgement", "Who must sign the policy, by when, and what happens if they do not. What is left out has its default.", () => Acknowledgement(json));
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    private static bool IsNeeded(Blank blank) => blank.Default is null;

    private static string Describe(Blank blank) =>
        string.Join(' ', ((string?[])[blank.Question, blank.Help, blank.Example is null ? null : $"For example: {blank.Example}."]).OfType<string>());

    private static void Answer(Utf8JsonWriter json, Blank blank)
    {
        switch (blank.Kind)
        {
            case BlankKind.List:
                json.WriteString("type", "array");
                json.WriteNumber("minItems", blank.MinimumItems);
                json.WriteNumber("maxItems", blank.MaximumItems);
                json.WriteStartObject("items");
                json.WriteString("type", "string");
                json.WriteNumber("minLength", 1);
                json.WriteNumber("maxLength", blank.MaximumLength);
                json.WriteEndObject();
                break;
            case BlankKind.YesNo:
                YesNo(json);
                break;
            case BlankKind.Date:
                Date(json);
                break;
            case BlankKind.Number:
                json.WriteString("type", "integer");
                break;
            case BlankKind.Choice when !blank.AllowsOther:
                Strings(json, "enum", blank.Choices);
                break;
            case BlankKind.Choice:
                json.WriteStartArray("anyOf");
                json.WriteStartObject();
                Strings(json, "enum", blank.Choices);
                json.WriteEndObject();
                json.WriteStartObject();
                Line(json, blank);
                json.WriteEndObject();
                json.WriteEndArray();
                break;
            default:
                Line(json, blank);
                break;
        }
    }

    private static void Amendments(Utf8JsonWriter json)
    {
        json.WriteString("type", "array");
        json.WriteStartObject("items");
        json.WriteString("type", "object");
        json.WriteBoolean("additionalProperties", false);
        json.WriteStartObject("properties");
        Property(json, "replace", "The clause whose text the city replaces.", () => Text(json, ClauseIdForm));
        Property(json, "remove", "The clause the city leaves out; say why in 'reason'.", () => Text(json, ClauseIdForm));
        Property(json, "insert", "A clause of the city's own.", () => Group(json, ["id"], () =>
        {
            Property(json, "id", "Its new id.", () => Text(json, ClauseIdForm));
            Property(json, "after", "The clause it follows.", () => Text(json, ClauseIdForm));
            Property(json, "before", "The clause it precedes.", () => Text(json, ClauseIdForm));
            Property(json, "under", "The clause it is the last part of.", () => Text(json, ClauseIdForm));
        }));
        Property(json, "heading", "A heading, for a section or subsection.", () => Text(json));
        Property(json, "text", "The new text, in Markdown.", () => Text(json));
        Property(json, "reason", "Why; kept for the record.", () => Text(json));
        json.WriteEndObject();
        json.WriteStartArray("oneOf");
        foreach (var needed in (string[][])[["replace"], ["insert"], ["remove", "reason"]])
        {
            json.WriteStartObject();
            Strings(json, "required", needed);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Acknowledgement(Utf8JsonWriter json)
    {
        var terms = AcknowledgementTerms.Default;
        Group(json, [], () =>
        {
            Property(json, "audience", "Who must sign: everyone, or the people of some departments, or those who may post, or both of these.", () =>
            {
                json.WriteStartArray("anyOf");
                json.WriteStartObject();
                json.WriteString("const", AcknowledgementReader.Everyone);
                json.WriteEndObject();
                json.WriteStartObject();
                Group(json, [], () =>
                {
                    Property(json, "departments", "Departments, by the names that the roster has.", () =>
                    {
                        json.WriteString("type", "array");
                        json.WriteStartObject("items");
                        Text(json);
                        json.WriteEndObject();
                    });
                    Property(json, "authorized_posters", "Whether those must sign who may post for the city.", () => YesNo(json));
                });
                json.WriteEndObject();
                json.WriteEndArray();
            });
            Number(json, "due_days", "Within how many days of being asked.", terms.DueDays, AcknowledgementReader.Days);
            Property(json, "reminders", "When those who have not signed are reminded.", () => Group(json, [], () =>
            {
                Number(json, "every_days", "How many days lie between two mails, at least.", terms.ReminderEveryDays, AcknowledgementReader.Days);
                Number(json, "most", "How many reminders at most; 0 for none.", terms.MostReminders, AcknowledgementReader.Reminders);
                Number(json, "copy_supervisor_from", "From which reminder on the supervisor is told; 0 for never.", terms.CopySupervisorFrom ?? 0, AcknowledgementReader.Reminders);
            }));
            Property(json, "sign_again", "Whether a substantive change has to be signed anew by those who signed an earlier version.", () => YesNo(json));
            Number(json, "link_days", "How many days a link works.", terms.LinkDays, AcknowledgementReader.LinkDays);
            Property(json, "retention", "How long evidence is kept.", () => Group(json, [], () =>
            {
                Number(json, "years_after_separation", "For how many years after the person's last day.", terms.Retention.YearsAfterSeparation, AcknowledgementReader.Years);
                Property(json, "schedule", "The item of the records schedule that says so, as entries about disposal quote it.", () => Text(json));
            }));
        });
    }

    private static void Number(Utf8JsonWriter json, string name, string description, int value, (int Least, int Most) range) =>
        Property(json, name, description, () =>
        {
            json.WriteString("type", "integer");
            json.WriteNumber("minimum", range.Least);
            json.WriteNumber("maximum", range.Most);
            json.WriteNumber("default", value);
        });

    private static void Property(Utf8JsonWriter json, string name, string description, Action body)
    {
        json.WriteStartObject(name);
        json.WriteString("description", description);
        body();
        json.WriteEndObject();
    }

    private static void Group(Utf8JsonWriter json, IReadOnlyCollection<string> required, Action properties)
    {
        json.WriteString("type", "object");
        json.WriteBoolean("additionalProperties", false);
        if (required.Count > 0)
            Strings(json, "required", required);
        json.WriteStartObject("properties");
        properties();
        json.WriteEndObject();
    }

    private static void Text(Utf8JsonWriter json, string? pattern = null)
    {
        json.WriteString("type", "string");
        if (pattern is not null)
            json.WriteString("pattern", pattern);
    }

    private static void Line(Utf8JsonWriter json, Blank blank)
    {
        json.WriteString("type", "string");
        json.WriteNumber("minLength", blank.Default is null ? 1 : 0);
        json.WriteNumber("maxLength", blank.MaximumLength);
    }

    // Editors read YAML 1.2, in which yes and no are text.
    private static void YesNo(Utf8JsonWriter json)
    {
        json.WriteStartArray("enum");
        json.WriteBooleanValue(true);
        json.WriteBooleanValue(false);
        json.WriteStringValue("yes");
        json.WriteStringValue("no");
        json.WriteEndArray();
    }

    private static void Date(Utf8JsonWriter json)
    {
        json.WriteString("type", "string");
        json.WriteString("format", "date");
        json.WriteString("pattern", "^[0-9]{4}-[0-9]{2}-[0-9]{2}$");
    }

    private static void Strings(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
