using System.Globalization;
using PolicyBuilder.Formats.Readers;
using PolicyBuilder.Model;
using PolicyBuilder.Model.Configuration;
using PolicyBuilder.Model.Diagnostics;
using PolicyBuilder.Model.Documents;
using Scriban.Runtime;

namespace PolicyBuilder.Formats.Forms;

/// <summary>Makes the form for a shape of answers: renders the template with marks for blanks, reads it, amends and numbers it.</summary>
internal static class FormMaker
{
    /// <summary>The form for the shape of <paramref name="filled"/>; null when <paramref name="problems"/> tells why not.</summary>
    /// <param name="draft">Whether the policy is marked as a draft.</param>
    /// <param name="history">Earlier published versions.</param>
    public static PolicyForm? Make(
        TemplateProgram program, FilledIn filled, Picture? seal, bool draft, Sequence<Revision> history, ICollection<Diagnostic> problems)
    {
        var before = problems.Count;
        var template = filled.Template;
        var book = new HoleBook();
        var names = Names(program, filled, book);
        var references = new List<ReferencePlace>();
        var sections = Read(program, template.PolicyText, names, book, references, problems);
        var acknowledgement = template.AcknowledgementText is null ? []
            : Read(program, template.AcknowledgementText, names, book, references, problems);
        if (problems.Count > before)
            return null;
        sections = Amender.Amend(sections, filled.Config.Amendments, references, problems);
        var document = new PolicyDocument
        {
            Policy = template.Id,
            Language = template.Language,
            Mark = draft ? "DRAFT" : "",
            Title = TitleBlockMaker.Make(filled, book, seal) with { History = history },
            Sections = sections,
            Notice = template.Notice is not null && (filled.Config.Notice ?? draft) ? NoticeOf(template.Notice, references, problems) : null,
            Acknowledgement = acknowledgement is [var only, ..] ? only : null,
        };
        CheckClauses(document, problems);
        CheckReferences(document, references, filled.Config.Amendments, problems);
        return problems.Count > before ? null : new PolicyForm(Numbering.Number(document), book.Holes);
    }

    /// <summary>What the shape of a form depends on, besides the template: equal keys, same form.</summary>
    public static string ShapeKey(TemplateProgram program, FilledIn filled, Picture? seal, bool draft, Sequence<Revision> history)
    {
        var key = new System.Text.StringBuilder(256);
        var (city, config, template) = (filled.City, filled.Config, filled.Template);
        key.Append(template.Id).Append('|').Append(city.Kind).Append(draft ? "|draft|" : "|").Append(config.Notice switch { true => 'y', false => 'n', null => '-' });
        key.Append(city.State is null ? '0' : '1').Append(city.Contact?.Name is null ? '0' : '1')
            .Append(city.Contact?.Email is null ? '0' : '1').Append(city.Contact?.Phone is null ? '0' : '1');
        key.Append(config.ReviewBy is null ? '0' : '1').Append(config.Adopted is null ? '0' : config.Adopted.Reference is null ? '1' : '2');
        foreach (var blank in template.Blanks)
        {
            key.Append('|');
            switch (filled.Answer(blank.Name))
            {
                case ListAnswer list when program.Shaping.Contains(blank.Name):
                    key.Append(CultureInfo.InvariantCulture, $"{list.Values.Count}");
                    break;
                case YesNoAnswer yesNo:
                    key.Append(yesNo.Value ? 'y' : 'n');
                    break;
                case TextAnswer text when TemplateNames.KindOf(blank) == NameKind.Plain:
                    key.Append(text.Value);
                    break;
                case TextAnswer text when program.Shaping.Contains(blank.Name):
                    key.Append(text.Value.Length == 0 ? '0' : '1');
                    break;
            }
        }
        // What a city writes itself is part of the shape word for word, wherever it stands in the file.
        foreach (var amendment in config.Amendments)
        {
            key.Append('\n').Append(amendment.Target.Value).Append(amendment switch
            {
                RemoveClause => "\u0001-",
                ReplaceClause replace => $"\u0001={replace.Heading}\u0001{replace.Text}",
                InsertClause insert => $"\u0001{insert.Place}\u0001{insert.Id}\u0001{insert.Heading}\u0001{insert.Text}",
                _ => throw new System.Diagnostics.UnreachableException(),
            });
        }
        foreach (var revision in history)
            key.Append('\n').Append(revision);
        if (seal is not null)
        {
            key.Append('\n').Append(seal.MediaType).Append(seal.Description)
                .Append(Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(seal.Bytes.AsSpan())));
        }
        return key.ToString();
    }

    private static Sequence<Clause> Read(
        TemplateProgram program, TemplateText text, ScriptObject names, HoleBook book, ICollection<ReferencePlace> references,
        ICollection<Diagnostic> problems) =>
        program.Render(text, names, problems) is { } rendered
            ? ClauseReader.ReadSections(rendered.Text, rendered.Map, number => book.Holes[number].Name, references, problems)
            : [];

    private static ScriptObject Names(TemplateProgram program, FilledIn filled, HoleBook book)
    {
        var (city, config, template) = (filled.City, filled.Config, filled.Template);

        string Fact(string name, Func<FilledIn, string> value) => book.Mark(name, name, value);

        string? Optional(string name, string? present, Func<FilledIn, string?> value) =>
            present is null ? null : Fact(name, other => value(other)!);

        var names = new ScriptObject(StringComparer.Ordinal)
        {
            ["city"] = new ScriptObject(StringComparer.Ordinal)
            {
                ["name"] = Fact("city.name", other => other.City.Name),
                ["kind"] = city.Kind == CityKind.Town ? "town" : "city",
                ["state"] = Optional("city.state", city.State, other => other.City.State),
            },
            ["contact"] = new ScriptObject(StringComparer.Ordinal)
            {
                ["name"] = Optional("contact.name", city.Contact?.Name, other => other.City.Contact!.Name),
                ["email"] = Optional("contact.email", city.Contact?.Email, other => other.City.Contact!.Email),
                ["phone"] = Optional("contact.phone", city.Contact?.Phone, other => other.City.Contact!.Phone),
            },
            ["policy"] = new ScriptObject(StringComparer.Ordinal)
            {
                ["title"] = template.Title,
                ["edition"] = template.Edition.ToString(),
                ["version"] = Fact("policy.version", other => other.Config.Version.ToString()),
                ["effective"] = Fact("policy.effective", other => English.Date(other.Config.Effective)),
            },
        };
        foreach (var blank in template.Blanks)
        {
            names[blank.Name] = (filled.Answer(blank.Name), TemplateNames.KindOf(blank)) switch
            {
                (ListAnswer list, _) => new BlankList(blank.Name, program.Shaping.Contains(blank.Name) ? list.Values.Count : 0, book),
                (YesNoAnswer yesNo, _) => yesNo.Value,
                (TextAnswer text, NameKind.Plain) => text.Value,
                (TextAnswer { Value: "" }, _) when program.Shaping.Contains(blank.Name) => null,
                _ => Fact(blank.Name, other => other.Text(blank.Name)),
            };
        }
        return names;
    }

    private static Clause NoticeOf(TemplateNotice notice, ICollection<ReferencePlace> references, ICollection<Diagnostic> problems)
    {
        var id = new ClauseId("notice");
        var (body, _) = ClauseReader.ReadFragment(id, notice.Text, SourceMap.Of(notice.Location, notice.Places), references, problems);
        return new Clause
        {
            Id = id,
            Kind = ClauseKind.Section,
            Heading = [new Text(notice.Heading)],
            Source = notice.Location,
            Children =
            [
                new Clause { Id = new ClauseId("notice.text"), Kind = ClauseKind.Unlabelled, Body = body, Source = notice.Location },
            ],
        };
    }

    private static void CheckClauses(PolicyDocument document, ICollection<Diagnostic> problems)
    {
        var seen = new Dictionary<ClauseId, SourceLocation>();
        foreach (var clause in document.AllClauses())
        {
            if (clause.Id.Value.Length == 0)
                continue;
            if (!seen.TryAdd(clause.Id, clause.Source))
                problems.Add(Problems.DuplicateClauseId(clause.Source, clause.Id.Value, seen[clause.Id]));
            // A parent's id and a number, made for an item without an id of its own.
            else if (clause.Id.Value.Length > ClauseId.MaximumLength)
                problems.Add(Problems.BadClauseId(clause.Source, clause.Id.Value));
        }
        CheckDepth(document.Sections, 0, problems);
    }

    // The reader sees how deep a list is in its own text; where an amendment puts it is known only here.
    private static void CheckDepth(Sequence<Clause> clauses, int depth, ICollection<Diagnostic> problems)
    {
        foreach (var clause in clauses)
        {
            if (depth > Numbering.MaximumDepth && clause.Kind == ClauseKind.Provision)
                problems.Add(Problems.NestedTooDeep(clause.Source, Numbering.MaximumDepth));
            else
                CheckDepth(clause.Children, clause.Kind == ClauseKind.Subsection ? depth : depth + 1, problems);
        }
    }

    private static void CheckReferences(
        PolicyDocument document, List<ReferencePlace> places, Sequence<Amendment> amendments, ICollection<Diagnostic> problems)
    {
        if (places.Count == 0)
            return;
        var ids = document.AllClauses().Select(clause => clause.Id).ToHashSet();
        var told = new HashSet<ClauseId>();
        foreach (var clause in document.AllClauses())
        {
            foreach (var target in clause.Body.SelectMany(TreeWalk.Lines).Append(clause.Heading).SelectMany(References).Select(reference => reference.Target).Distinct())
            {
                if (ids.Contains(target) || !told.Add(target))
                    continue;
                var removed = amendments.OfType<RemoveClause>().FirstOrDefault(remove => target.IsIn(remove.Target));
                if (removed is not null)
                    problems.Add(Problems.RemovedButReferredTo(removed.TargetLocation, target.Value, clause.Id.Value));
                foreach (var place in removed is null ? places : [])
                {
                    if (place.Target == target)
                        problems.Add(Problems.UnknownReference(place.At, target.Value, [.. ids.Select(id => id.Value)]));
                }
            }
        }
    }

    private static IEnumerable<Reference> References(Sequence<Inline> content) => content.SelectMany(inline => inline switch
    {
        Reference reference => [reference],
        Strong strong => References(strong.Content),
        Emphasis emphasis => References(emphasis.Content),
        Link link => References(link.Content),
        _ => [],
    });
}
