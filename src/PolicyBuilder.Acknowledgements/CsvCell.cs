namespace PolicyBuilder.Acknowledgements;

/// <summary>Cells of the CSV files that are handed out (RFC 4180).</summary>
public static class CsvCell
{
    /// <summary>A cell; one that a spreadsheet would take for a formula is preceded by an apostrophe.</summary>
    public static string Of(string text)
    {
        if (text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r')
            text = "'" + text;
        return text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
