using PolicyBuilder.Formats.Readers.Yaml;
using PolicyBuilder.Model;
using PolicyBuilder.Model.Configuration;
using PolicyBuilder.Model.Diagnostics;

namespace PolicyBuilder.Formats.Readers;

/// <summary>Reads the city's own changes to the model's text.</summary>
internal static class AmendmentReader
{
    private static readonly string[] Places = ["after", "before", "under"];

    /// <summary>The amendments in the order written; those with a problem are left out.</summary>
    public static Sequence<Amendment> Read(Settings settings)
    {
        var amendments = new List<Amendment>();
        foreach (var group in settings.Groups("amendments"))
        {
            var replace = group.Clause("replace");
            var insert = group.Group("insert");
            var remove = group.Clause("remove");
            var given = (group.Entry("replace") is null ? 0 : 1) + (insert is null ? 0 : 1) + (group.Entry("remove") is null ? 0 : 1);
            var heading = group.Text("heading");
            var reason = group.Text("reason");
            var text = group.Lines("text");
            if (given != 1)
                settings.Problems.Add(Problems.AmendmentKind(group.Location));
            else if (remove is { } removed)
            {
                group.Text("reason", "why the city leaves this clause out");
                if (reason is not null)
                    amendments.Add(new RemoveClause(removed.Id, removed.Location, reason));
                Reject(heading is not null, "heading", group);
                Reject(text is not null, "text", group);
            }
            else if (replace is { } replaced)
            {
                if (heading is null && text is null)
                    settings.Problems.Add(Problems.AmendmentEmpty(replaced.Location, replaced.Id.Value));
                else
                    amendments.Add(new ReplaceClause(replaced.Id, replaced.Location, heading, text?.Text, text?.Location ?? group.Location));
            }
            else if (insert is not null && ReadInsert(insert, heading, text, group) is { } inserted)
                amendments.Add(inserted);
            group.RejectOthers();
        }
        return amendments.ToSequence();
    }

    private static InsertClause? ReadInsert(Settings insert, string? heading, (string Text, SourceLocation Location)? text, Settings group)
    {
        var before = insert.Problems.Count;
        insert.Text("id", "a new id for the clause");
        var id = insert.Clause("id");
        var targets = Places.Where(place => insert.Entry(place) is not null).ToList();
        if (targets.Count != 1)
            insert.Problems.Add(Problems.AmendmentPlace(insert.Location));
        var target = targets.Count == 1 ? insert.Clause(targets[0]) : null;
        insert.RejectOthers();
        if (id is not null && heading is null && text is null)
            insert.Problems.Add(Problems.AmendmentEmpty(id.Value.Location, id.Value.Id.Value));
        if (id is not { } newId || target is not { } place || insert.Problems.Count > before)
            return null;
        return new InsertClause(
            newId.Id, newId.Location,
            targets[0] switch { "after" => InsertPlace.After, "before" => InsertPlace.Before, _ => InsertPlace.Under },
            place.Id, place.Location, heading, text?.Text, text?.Location ?? group.Location);
    }

    private static void Reject(bool given, string key, Settings group)
    {
        if (given)
            group.Problems.Add(Problems.UnknownKey(group.Entry(key)!.Location, key, ["remove", "reason"]));
    }
}
