using PolicyBuilder.Model;
using PolicyBuilder.Model.Configuration;
using PolicyBuilder.Model.Documents;

namespace PolicyBuilder.Formats.Forms;

/// <summary>Makes what stands above the first section.</summary>
internal static class TitleBlockMaker
{
    /// <summary>The title block, with marks where one city's facts go.</summary>
    public static TitleBlock Make(FilledIn filled, HoleBook book, Picture? seal)
    {
        var kind = filled.City.Kind == CityKind.Town ? "Town" : "City";
        var name = book.Mark("city.name", "city.name", other => other.City.Name);
        var facts = new List<Fact>
        {
            new("Version", book.Mark("policy.version", "policy.version", other => other.Config.Version.ToString())),
            new("Effective", book.Mark("policy.effective", "policy.effective", other => English.Date(other.Config.Effective))),
        };
        if (filled.Config.Adopted is { } adopted)
        {
            facts.Add(new("Adopted", book.Mark(adopted.Reference is null ? "adopted" : "adopted, reference", "adopted", other =>
                $"by {other.Config.Adopted!.By} on {English.Date(other.Config.Adopted.On)}"
                + (other.Config.Adopted.Reference is { } reference ? $" ({reference})" : ""))));
        }
        if (filled.Config.ReviewBy is not null)
            facts.Add(new("Next review", book.Mark("review_by", "review_by", other => "by " + English.Date(other.Config.ReviewBy!.Value))));
        return new TitleBlock
        {
            Title = filled.Template.Title,
            Issuer = $"{kind} of {name}",
            Version = book.Mark("policy.version", "policy.version", other => other.Config.Version.ToString()),
            Date = book.Mark("policy.date", "policy.effective",
                other => IsoDay.Of(other.Config.Effective)),
            Facts = facts.ToSequence(),
            Seal = seal is null ? null : seal with { Description = $"Seal of the {kind} of {name}" },
        };
    }
}
