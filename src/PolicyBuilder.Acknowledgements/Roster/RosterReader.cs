using System.Globalization;
using System.Text.Unicode;
using CsvHelper;
using PolicyBuilder.Model.Diagnostics;

namespace PolicyBuilder.Acknowledgements.Roster;

/// <summary>What was read from a roster file.</summary>
/// <param name="People">Those whose rows are good, in the order of the file.</param>
/// <param name="Problems">Every problem of every row, in the order of the file; notes among them.</param>
/// <param name="Rows">How many rows there are below the headings; 0 if the headings are not understood and nobody was read.</param>
public sealed record RosterReading(IReadOnlyList<Person> People, IReadOnlyList<Diagnostic> Problems, int Rows)
{
    /// <summary>Whether something stops an import, unless bad rows are skipped.</summary>
    public bool HasErrors => Problems.Any(problem => problem.Severity == Severity.Error);
}

/// <summary>
/// Reads a roster from CSV (RFC 4180, with what spreadsheets make of it: a byte order mark, semicolons or tabs, any line
/// ends, blank lines). Columns come in any order, under the names that payroll programs give them; others are left out.
/// </summary>
public static class RosterReader
{
    /// <summary>The largest file that is read, in bytes: 64 MiB, over half a million people.</summary>
    public const int MaximumBytes = 64 * 1024 * 1024;

    private const int LongestText = 200;

    // RFC 5321 § 4.5.3.1.3, less the angle brackets.
    private const int LongestAddress = 254;

    /// <summary>Reads a file.</summary>
    /// <param name="file">Its name, as problems tell it.</param>
    /// <param name="bytes">Its bytes: UTF-8.</param>
    /// <param name="known">The people on the roster so far, whom a row may name as supervisor.</param>
    public static RosterReading Read(string file, ReadOnlySpan<byte> bytes, IEnumerable<Person> known)
    {
        if (bytes.Length > MaximumBytes)
            return Unread(Problems.RosterTooLarge(new SourceLocation(file), bytes.Length, MaximumBytes));
        if (!Utf8.IsValid(bytes) || bytes.Contains((byte)0))
            return Unread(Problems.RosterNotUtf8(new SourceLocation(file)));
        return new Rows(file).Read(bytes.ToArray(), known);
    }

    private static RosterReading Unread(Diagnostic problem) => new([], [problem], 0);

    /// <summary>One file being read.</summary>
    private sealed class Rows(string file)
    {
        private readonly List<Diagnostic> problems = [];
        private readonly Dictionary<RosterColumn, int> columns = [];
        private readonly List<(Person Person, SourceLocation At)> people = [];
        private readonly HashSet<int> bad = [];
        private string[] cells = [];
        private SourceLocation at;

        public RosterReading Read(byte[] bytes, IEnumerable<Person> known)
        {
            using var csv = CsvReader.Create(bytes, CsvReaderOptions.Default with
            {
                HasHeader = false,
                TrackLineNumbers = true,
                // No cell needs several lines; so a quote that is never closed spoils one row and not all below it.
                AllowLineBreaksInQuotes = false,
                MalformedData = CsvMalformedDataHandling.Skip,
                OnMalformedRecord = record => problems.Add(Problems.RosterQuote(new SourceLocation(file, (int)record.LineNumber))),
            });
            var rows = 0;
            while (csv.Read())
            {
                at = new SourceLocation(file, (int)csv.LineNumber);
                cells = new string[csv.FieldCount];
                for (var i = 0; i < cells.Length; i++)
                    cells[i] = csv.GetString(i);
                if (cells.All(string.IsNullOrWhiteSpace))
                    continue;
                if (columns.Count == 0)
                {
                    if (!ReadHeadings())
                        return Reading([], 0);
                    continue;
                }
                rows++;
                ReadRow();
            }
            if (columns.Count == 0 && problems.Count == 0)
                problems.Add(Problems.RosterEmpty(new SourceLocation(file)));
            var read = Supervised(known);
            return Reading(read, rows);
        }

        private RosterReading Reading(IReadOnlyList<Person> read, int rows) =>
            new(read, [.. problems.OrderBy(problem => problem.Location).ThenBy(problem => problem.Severity)], rows);

        private bool ReadHeadings()
        {
            for (var i = 0; i < cells.Length; i++)
            {
                var heading = cells[i].Trim();
                if (RosterColumns.Find(heading) is not { } column)
                {
                    if (heading.Length > 0)
                        problems.Add(Problems.RosterColumnLeftOut(at, heading));
                }
                else if (!columns.TryAdd(column, i))
                {
                    problems.Add(Problems.RosterColumnTwice(at, RosterColumns.NameOf(column), cells[columns[column]].Trim(), heading));
                }
            }
            if (!columns.ContainsKey(RosterColumn.Id))
                problems.Add(Problems.RosterColumnMissing(at, RosterColumns.NameOf(RosterColumn.Id), [.. cells.Select(cell => cell.Trim())]));
            if (!columns.ContainsKey(RosterColumn.Name) && !(columns.ContainsKey(RosterColumn.FirstName) && columns.ContainsKey(RosterColumn.LastName)))
                problems.Add(Problems.RosterColumnMissing(at, RosterColumns.NameOf(RosterColumn.Name), [.. cells.Select(cell => cell.Trim())]));
            return !problems.Exists(problem => problem.Severity == Severity.Error);
        }

        private void ReadRow()
        {
            var before = problems.Count;
            var most = columns.Values.Max() + 1;
            if (cells.Length < most)
                problems.Add(Problems.RosterCellsMissing(at, cells.Length, most));
            var person = new Person
            {
                Id = Needed(RosterColumn.Id),
                Name = columns.ContainsKey(RosterColumn.Name) ? Needed(RosterColumn.Name) : $"{Needed(RosterColumn.FirstName)} {Needed(RosterColumn.LastName)}",
                Email = Address(),
                Language = Language(),
                Department = Cell(RosterColumn.Department),
                Title = Cell(RosterColumn.Title),
                Supervisor = Cell(RosterColumn.Supervisor) is { Length: > 0 } supervisor ? supervisor : null,
                Hired = Date(RosterColumn.Hired),
                Left = Date(RosterColumn.Left),
                MayPost = YesNo(RosterColumn.MayPost),
            };
            if (person.Left < person.Hired)
                problems.Add(Problems.RosterLeftBeforeHired(at, person.Hired.Value, person.Left.Value));
            if (problems.Count == before)
                people.Add((person, at));
        }

        /// <summary>Settles what concerns several rows: ids and addresses given twice, and who the supervisors are.</summary>
        private List<Person> Supervised(IEnumerable<Person> known)
        {
            Twice(row => row.Person.Id, RosterColumn.Id);
            Twice(row => row.Person.Email?.ToUpperInvariant(), RosterColumn.Email);
            var read = people.Where((_, i) => !bad.Contains(i)).ToList();
            var ids = read.Select(row => row.Person.Id).ToHashSet(StringComparer.Ordinal);
            var all = read.Select(row => row.Person).Concat(known.Where(person => !ids.Contains(person.Id))).ToList();
            ids.UnionWith(all.Select(person => person.Id));
            var byAddress = all.Where(person => person.Email is not null).ToLookup(person => person.Email!, StringComparer.OrdinalIgnoreCase);
            var byName = all.ToLookup(person => person.Name, StringComparer.OrdinalIgnoreCase);
            var settled = new List<Person>(read.Count);
            foreach (var (person, place) in read)
            {
                if (person.Supervisor is not { } named || ids.Contains(named))
                {
                    settled.Add(person);
                    continue;
                }
                var meant = byAddress[named].Concat(byName[named]).Select(other => other.Id).Distinct().Take(2).ToList();
                if (meant.Count == 1)
                    settled.Add(person with { Supervisor = meant[0] });
                else
                    problems.Add(Problems.RosterSupervisor(place, named, meant.Count > 1));
            }
            return settled;
        }

        private void Twice(Func<(Person Person, SourceLocation At), string?> key, RosterColumn column)
        {
            var seen = new Dictionary<string, SourceLocation>(StringComparer.Ordinal);
            for (var i = 0; i < people.Count; i++)
            {
                if (key(people[i]) is not { } value || seen.TryAdd(value, people[i].At))
                    continue;
                problems.Add(Problems.RosterTwice(people[i].At, RosterColumns.NameOf(column), column == RosterColumn.Id ? people[i].Person.Id : people[i].Person.Email!, seen[value].Line));
                bad.Add(i);
            }
        }

        private string Cell(RosterColumn column)
        {
            if (!columns.TryGetValue(column, out var index) || index >= cells.Length)
                return "";
            var text = cells[index].Trim();
            if (text.Length > LongestText && column != RosterColumn.Email)
                problems.Add(Problems.RosterTooLong(at, RosterColumns.NameOf(column), text.Length, LongestText));
            else if (text.Any(char.IsControl))
                problems.Add(Problems.RosterControlCharacter(at, RosterColumns.NameOf(column)));
            return text;
        }

        private string Needed(RosterColumn column)
        {
            var text = Cell(column);
            if (text.Length == 0)
                problems.Add(Problems.RosterCellEmpty(at, RosterColumns.NameOf(column)));
            return text;
        }

        /// <summary>An address of RFC 5322's addr-spec, without quoted local parts and comments, which no city gives out.</summary>
        private string? Address()
        {
            var text = Cell(RosterColumn.Email);
            if (text.Length == 0)
                return null;
            var parts = text.Split('@');
            var good = parts is [{ Length: > 0 and <= 64 } local, var host] && text.Length <= LongestAddress
                && local.All(letter => letter > ' ' && !"()<>[]:;,\\\"".Contains(letter, StringComparison.Ordinal)) && !local.StartsWith('.') && !local.EndsWith('.')
                && host.Contains('.', StringComparison.Ordinal) && Uri.CheckHostName(host) == UriHostNameType.Dns;
            if (!good)
                problems.Add(Problems.RosterAddress(at, text));
            return text;
        }

        /// <summary>A tag of RFC 5646 § 2.1: a language of two or three letters, and what may follow it.</summary>
        private string Language()
        {
            var text = Cell(RosterColumn.Language);
            switch (text.ToUpperInvariant())
            {
                case "" or "ENGLISH" or "INGLÉS" or "INGLES":
                    return "en";
                case "SPANISH" or "ESPAÑOL" or "ESPANOL":
                    return "es";
            }
            var tags = text.Split('-');
            if (tags[0].Length is 2 or 3 && tags[0].All(char.IsAsciiLetter) && tags.Skip(1).All(tag => tag.Length is >= 1 and <= 8 && tag.All(char.IsAsciiLetterOrDigit)))
                return tags[0].ToLowerInvariant() + text[tags[0].Length..];
            problems.Add(Problems.RosterLanguage(at, text));
            return "en";
        }

        private DateOnly? Date(RosterColumn column)
        {
            var text = Cell(column);
            if (text.Length == 0)
                return null;
            if (DateOnly.TryParseExact(text, ["yyyy-MM-dd", "M/d/yyyy"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
                return date;
            problems.Add(Problems.RosterDate(at, RosterColumns.NameOf(column), text));
            return null;
        }

        private bool YesNo(RosterColumn column)
        {
            var text = Cell(column);
            switch (text.ToUpperInvariant())
            {
                case "YES" or "Y" or "TRUE" or "1" or "X" or "SÍ" or "SI":
                    return true;
                case "" or "NO" or "N" or "FALSE" or "0":
                    return false;
                default:
                    problems.Add(Problems.RosterYesNo(at, RosterColumns.NameOf(column), text));
                    return false;
            }
        }
    }
}
