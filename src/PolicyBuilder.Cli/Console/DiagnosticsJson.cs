using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using PolicyBuilder.Model.Diagnostics;

namespace PolicyBuilder.Cli.Console;

/// <summary>The one object that <c>--json</c> prints. Its <c>schema</c> number rises when a reader would have to change.</summary>
internal static class DiagnosticsJson
{
    private static readonly JsonWriterOptions Options =
        new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The object as text.</summary>
    /// <param name="command">The command that answers.</param>
    /// <param name="ok">Whether the answer is yes.</param>
    /// <param name="more">Writes what the command adds.</param>
    public static string Write(string command, bool ok, IEnumerable<Diagnostic> problems, Action<Utf8JsonWriter>? more = null)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteNumber("schema", 1);
            json.WriteString("command", command);
            json.WriteBoolean("ok", ok);
            more?.Invoke(json);
            json.WriteStartArray("diagnostics");
            foreach (var problem in problems)
                Write(json, problem);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, Diagnostic problem)
    {
        json.WriteStartObject();
        json.WriteString("code", problem.Code);
        json.WriteString("severity", problem.Severity == Severity.Error ? "error" : "note");
        json.WriteString("file", problem.Location.File);
        json.WriteNumber("line", problem.Location.Line);
        json.WriteNumber("column", problem.Location.Column);
        json.WriteString("message", problem.Message);
        if (problem.Hint is not null)
            json.WriteString("hint", problem.Hint);
        if (problem.Source is not null)
            json.WriteString("source", problem.Source);
        json.WriteEndObject();
    }
}
