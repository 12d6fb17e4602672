using PolicyBuilder.Model.Documents;

namespace PolicyBuilder.Model.Diffing;

/// <summary>Compares what stands above the first section, fact by fact.</summary>
internal static class TitleDiffer
{
    public static Sequence<TitleChange> Diff(PolicyDocument old, PolicyDocument @new)
    {
        var changes = new List<TitleChange>();
        var (before, after) = (old.Title, @new.Title);
        Compare(TitlePart.Title, "", before.Title, after.Title);
        Compare(TitlePart.Issuer, "", before.Issuer, after.Issuer);
        Compare(TitlePart.Version, "", before.Version, after.Version);
        Compare(TitlePart.Date, "", before.Date, after.Date);
        CompareByName(TitlePart.Fact, before.Facts.Map(fact => (fact.Name, fact.Value)), after.Facts.Map(fact => (fact.Name, fact.Value)));
        CompareByName(
            TitlePart.Revision,
            before.History.Map(line => (line.Version, $"{line.Date}: {line.Summary}")),
            after.History.Map(line => (line.Version, $"{line.Date}: {line.Summary}")));
        if (!Equals(before.Seal, after.Seal))
            Add(TitlePart.Seal, "", before.Seal?.Description, after.Seal?.Description);
        Compare(TitlePart.Language, "", old.Language, @new.Language);
        Compare(TitlePart.Mark, "", old.Mark, @new.Mark);
        Compare(TitlePart.Policy, "", old.Policy, @new.Policy);
        return changes.ToSequence();

        void CompareByName(TitlePart part, Sequence<(string Name, string Value)> olds, Sequence<(string Name, string Value)> news)
        {
            foreach (var (name, value) in olds)
            {
                if (Find(olds, name) == value)
                    Compare(part, name, value, Find(news, name));
            }
            foreach (var (name, value) in news)
            {
                if (Find(olds, name) is null && Find(news, name) == value)
                    Compare(part, name, null, value);
            }
        }

        static string? Find(Sequence<(string Name, string Value)> facts, string name)
        {
            foreach (var (factName, value) in facts)
            {
                if (factName == name)
                    return value;
            }
            return null;
        }

        void Compare(TitlePart part, string name, string? oldValue, string? newValue)
        {
            if (!string.Equals(oldValue, newValue, StringComparison.Ordinal))
                Add(part, name, oldValue, newValue);
        }

        void Add(TitlePart part, string name, string? oldValue, string? newValue) => changes.Add(new TitleChange(
            part, name, oldValue, newValue, WordDiffer.Diff(Content(oldValue), Content(newValue))));
    }

    private static Sequence<Inline> Content(string? value) => string.IsNullOrEmpty(value) ? [] : [new Text(value)];
}
