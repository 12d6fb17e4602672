using PolicyBuilder.Formats.Readers.Yaml;
using PolicyBuilder.Model;
using PolicyBuilder.Model.Configuration;
using PolicyBuilder.Model.Diagnostics;

namespace PolicyBuilder.Formats.Readers;

/// <summary>Reads the city's own changes to the model's text.</summary>
internal static class AmendmentReader
{
    private static readonly string[] Kinds = ["replace", "insert", "remove"];
    private static readonly string[] Places = ["after", "before", "under"];

    /// <summary>The amendments in the order written; those with a problem are left out.</summary>
    public static Sequence<Amendment> Read(Settings settings)
    {
        var amendments = new List<Amendment>();
        foreach (var group in settings.Groups("amendments"))
        {
            var given = Kinds.Where(kind => group.Entry(kind) is not null).ToList();
            var replace = group.Clause("replace", given is ["replace"] ? "the clause to replace" : null);
            var insert = group.Group("insert");
            var remove = group.Clause("remove", given is ["remove"] ? "the clause to remove" : null);
            var heading = group.Text("heading");
            var reason = group.Text("reason", given is ["remove"] ? "why the city leaves this clause out" : null);
            var text = group.Lines("text");
            if (given.Count != 1)
                settings.Problems.Add(Problems.AmendmentKind(group.Location));
            else if (given is ["remove"])
            {
                Reject("heading", group);
                Reject("text", group);
                if (remove is { } removed && reason is not null)
                    amendments.Add(new RemoveClause(removed.Id, removed.Location, reason));
            }
            else if (given is ["insert"])
            {
                if (insert is not null && ReadInsert(insert, heading, text, group) is { } inserted)
                    amendments.Add(inserted);
                else if (group.Entry("insert") is { Value: YamlScalar { IsBlank: true, IsTold: false } } blank)
                    settings.Problems.Add(Problems.AmendmentPlace(blank.Value.Location));
            }
            else if (replace is { } replaced)
            {
                if (heading is not null || text is not null)
                {
                    amendments.Add(new ReplaceClause(replaced.Id, replaced.Location, heading, text?.Text, text?.Location ?? group.Location)
                    {
                        TextPlaces = text?.Places ?? [],
                        HeadingLocation = group.Entry("heading")?.Value.Location ?? replaced.Location,
                    });
                }
                else if (SaysNothing(group))
                {
                    settings.Problems.Add(Problems.AmendmentEmpty(replaced.Location, replaced.Id.Value));
                }
            }
            group.RejectOthers();
        }
        return amendments.ToSequence();
    }

    private static InsertClause? ReadInsert(Settings insert, string? heading, Lines? text, Settings group)
    {
        var id = insert.Clause("id", "a new id for the clause");
        var targets = Places.Where(place => insert.Entry(place) is not null).ToList();
        if (targets.Count != 1)
            insert.Problems.Add(Problems.AmendmentPlace(insert.Location));
        var target = targets.Count == 1 ? insert.Clause(targets[0], "the clause beside or above the new one") : null;
        insert.RejectOthers();
        if (id is { } named && heading is null && text is null && SaysNothing(group))
            insert.Problems.Add(Problems.AmendmentEmpty(named.Location, named.Id.Value));
        if (id is not { } newId || target is not { } place || (heading is null && text is null))
            return null;
        return new InsertClause(
            newId.Id, newId.Location,
            targets[0] switch { "after" => InsertPlace.After, "before" => InsertPlace.Before, _ => InsertPlace.Under },
            place.Id, place.Location, heading, text?.Text, text?.Location ?? group.Location)
        {
            TextPlaces = text?.Places ?? [],
            HeadingLocation = group.Entry("heading")?.Value.Location ?? newId.Location,
        };
    }

    /// <summary>Whether neither text nor heading has anything in it, not even what was refused.</summary>
    private static bool SaysNothing(Settings group) =>
        IsOpen(group.Entry("heading")) && IsOpen(group.Entry("text"));

    private static bool IsOpen(YamlEntry? entry) => entry?.Value is null or YamlScalar { IsBlank: true, IsTold: false };

    private static void Reject(string key, Settings group)
    {
        if (group.Entry(key) is { } entry)
            group.Problems.Add(Problems.UnknownKey(entry.Location, key, ["remove", "reason"]));
    }
}
