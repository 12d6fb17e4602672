namespace PolicyBuilder.Acknowledgements.Roster;

/// <summary>What an import does to one person.</summary>
public enum RosterChangeKind
{
    /// <summary>New on the roster.</summary>
    Added,

    /// <summary>On the roster with other facts.</summary>
    Updated,

    /// <summary>Has a last day now and had none before: their open links end.</summary>
    Left,

    /// <summary>Had a last day and has none any more.</summary>
    Returned,
}

/// <summary>A change to one person.</summary>
/// <param name="Before">As the roster had them; null for someone new.</param>
/// <param name="After">As the file has them.</param>
public sealed record RosterChange(RosterChangeKind Kind, Person? Before, Person After)
{
    /// <summary>The columns that say something else now.</summary>
    public IReadOnlyList<RosterColumn> Columns { get; } = Differences(Before ?? new Person { Id = After.Id, Name = "" }, After);

    /// <summary>Whether links to the former address must not work any more.</summary>
    public bool EndsLinks => Kind == RosterChangeKind.Left || Before is not null && Before.Email != After.Email;

    private static List<RosterColumn> Differences(Person before, Person after)
    {
        var columns = new List<RosterColumn>();
        void Compare<T>(RosterColumn column, T one, T other)
        {
            if (!EqualityComparer<T>.Default.Equals(one, other))
                columns.Add(column);
        }
        Compare(RosterColumn.Name, before.Name, after.Name);
        Compare(RosterColumn.Email, before.Email, after.Email);
        Compare(RosterColumn.Language, before.Language, after.Language);
        Compare(RosterColumn.Department, before.Department, after.Department);
        Compare(RosterColumn.Title, before.Title, after.Title);
        Compare(RosterColumn.Supervisor, before.Supervisor, after.Supervisor);
        Compare(RosterColumn.Hired, before.Hired, after.Hired);
        Compare(RosterColumn.Left, before.Left, after.Left);
        Compare(RosterColumn.MayPost, before.MayPost, after.MayPost);
        return columns;
    }
}

/// <summary>What an import would do: reading a file changes nothing yet.</summary>
/// <param name="Changes">One for each person who is new or changed, in the order of the file.</param>
/// <param name="Unchanged">How many are in the file as they are on the roster.</param>
/// <param name="Absent">Those on the roster, still employed, whom the file leaves out. They stay: only a last day makes someone leave.</param>
public sealed record RosterImport(IReadOnlyList<RosterChange> Changes, int Unchanged, IReadOnlyList<Person> Absent)
{
    /// <summary>Compares a file with the roster, person by person, by id.</summary>
    public static RosterImport Of(IReadOnlyCollection<Person> roster, IReadOnlyList<Person> file)
    {
        var known = roster.ToDictionary(person => person.Id, StringComparer.Ordinal);
        var changes = new List<RosterChange>();
        foreach (var person in file)
        {
            if (!known.Remove(person.Id, out var before))
                changes.Add(new RosterChange(RosterChangeKind.Added, null, person));
            else if (before != person)
                changes.Add(new RosterChange(Kind(before, person), before, person));
        }
        return new RosterImport(changes, file.Count - changes.Count, [.. known.Values.Where(person => person.Left is null).OrderBy(person => person.Id, StringComparer.Ordinal)]);
    }

    private static RosterChangeKind Kind(Person before, Person after) =>
        before.Left is null && after.Left is not null ? RosterChangeKind.Left
        : before.Left is not null && after.Left is null ? RosterChangeKind.Returned
        : RosterChangeKind.Updated;
}
