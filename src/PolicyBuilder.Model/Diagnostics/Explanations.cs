using System.Text;

namespace PolicyBuilder.Model.Diagnostics;

/// <summary>A page on a code.</summary>
/// <param name="Code"><c>PB1004</c>.</param>
/// <param name="Title">What the code is about, in a few words.</param>
/// <param name="Text">What it means, an example, what to do.</param>
public sealed record Explanation(string Code, string Title, string Text);

/// <summary>The pages of <c>policybuilder explain</c>, kept in Explanations.md beside this file.</summary>
public static class Explanations
{
    private static readonly Lazy<IReadOnlyList<Explanation>> Pages = new(Read);

    /// <summary>Every page, in the order of the codes.</summary>
    public static IReadOnlyList<Explanation> All => Pages.Value;

    /// <summary>The page on a code, whatever its case; null when there is none.</summary>
    public static Explanation? Find(string code) =>
        All.FirstOrDefault(page => page.Code.Equals(code, StringComparison.OrdinalIgnoreCase));

    private static List<Explanation> Read()
    {
        using var stream = typeof(Explanations).Assembly.GetManifestResourceStream("Explanations.md")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var pages = new List<Explanation>();
        foreach (var page in reader.ReadToEnd().ReplaceLineEndings("\n").Split("\n## ").Skip(1))
        {
            var end = page.IndexOf('\n', StringComparison.Ordinal);
            var (code, title) = (page[..6], page[8..end]);
            pages.Add(new Explanation(code, title, page[end..].Trim('\n')));
        }
        return pages;
    }
}
