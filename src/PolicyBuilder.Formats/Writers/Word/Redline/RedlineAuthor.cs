namespace PolicyBuilder.Formats.Writers.Word.Redline;

/// <summary>Who is named in every tracked change.</summary>
/// <param name="Name">The name, for example the city's.</param>
/// <param name="Date">
/// When: ISO 8601 <c>yyyy-MM-dd</c>, which stands for midnight UTC (lines that came or went as a whole: two minutes later), or <c>yyyy-MM-ddTHH:mm:ssZ</c>.
/// </param>
public sealed record RedlineAuthor(string Name, string Date);
