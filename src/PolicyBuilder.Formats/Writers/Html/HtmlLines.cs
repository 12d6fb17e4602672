using System.Diagnostics;
using System.Text;
using PolicyBuilder.Model;
using PolicyBuilder.Model.Documents;

namespace PolicyBuilder.Formats.Writers.Html;

/// <summary>Writes running text (HTML § 4.5).</summary>
internal static class HtmlLines
{
    /// <summary>Appends <paramref name="content"/>.</summary>
    /// <param name="linked">Whether links may stand here: not inside another link, nor in the table of contents.</param>
    public static void Append(StringBuilder html, Sequence<Inline> content, bool linked = true)
    {
        foreach (var inline in content)
        {
            switch (inline)
            {
                case Text text:
                    HtmlText.Append(html, text.Value);
                    break;
                case Answer answer:
                    Isolated(html, answer.Value);
                    break;
                case Strong strong:
                    html.Append("<strong>");
                    Append(html, strong.Content, linked);
                    html.Append("</strong>");
                    break;
                case Emphasis emphasis:
                    html.Append("<em>");
                    Append(html, emphasis.Content, linked);
                    html.Append("</em>");
                    break;
                case Link link when linked && LinkAddress.IsAllowed(link.Address):
                    html.Append("<a href=\"");
                    HtmlText.Append(html, link.Address);
                    html.Append("\">");
                    Append(html, link.Content, linked: false);
                    html.Append("</a>");
                    break;
                case Link link:
                    Append(html, link.Content, linked);
                    break;
                case Reference reference when linked:
                    html.Append("<a href=\"#").Append(reference.Target.Value).Append("\">");
                    HtmlText.Append(html, reference.Label);
                    html.Append("</a>");
                    break;
                case Reference reference:
                    HtmlText.Append(html, reference.Label);
                    break;
                case LineBreak:
                    html.Append("<br>");
                    break;
                default:
                    throw new UnreachableException();
            }
        }
    }

    /// <summary>
    /// Text that somebody typed: right-to-left letters in it must not reorder the sentence around it (HTML § 4.5.24).
    /// </summary>
    public static void Isolated(StringBuilder html, string text)
    {
        html.Append("<bdi>");
        HtmlText.Append(html, text);
        html.Append("</bdi>");
    }
}
