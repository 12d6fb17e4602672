using System.Buffers;
using System.Text;

namespace PolicyBuilder.Formats.Writers.Html;

/// <summary>Literal text in HTML: in an element, in a quoted attribute, in <c>title</c> (HTML § 13.1.2).</summary>
internal static class HtmlText
{
    private static readonly SearchValues<char> Special = SearchValues.Create("&<>\"'\0\r");

    /// <summary><paramref name="text"/> as literal text, whatever stands around it.</summary>
    public static string Escape(string text)
    {
        if (!text.AsSpan().ContainsAny(Special))
            return text;
        var html = new StringBuilder(text.Length + 16);
        Append(html, text);
        return html.ToString();
    }

    /// <summary>Appends text of the document; blank marks in it pass through.</summary>
    public static void Append(StringBuilder html, ReadOnlySpan<char> text)
    {
        while (text.IndexOfAny(Special) is >= 0 and var at)
        {
            html.Append(text[..at]).Append(text[at] switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' => "&quot;",
                '\'' => "&#39;",
                '\r' => "&#13;",
                _ => "\uFFFD",
            });
            text = text[(at + 1)..];
        }
        html.Append(text);
    }
}
