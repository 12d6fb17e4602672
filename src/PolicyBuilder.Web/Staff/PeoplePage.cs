using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Mvc;
using PolicyBuilder.Acknowledgements.Campaigns;
using PolicyBuilder.Acknowledgements.Roster;

namespace PolicyBuilder.Web.Staff;

/// <summary>The columns that the list of people can be sorted by.</summary>
public enum PeopleOrder
{
    Id,
    Name,
    Department,
    Standing,
    Due,
}

/// <summary><c>/hr/people</c>: everybody on the roster and where they stand with one policy; sought, filtered, sorted, a page at a time.</summary>
public sealed class PeoplePage : StaffPage
{
    /// <summary>How many people are on one page.</summary>
    public const int PerPage = 50;

    /// <summary>Stands for those without a department, of which an empty text cannot tell "any".</summary>
    public const string NoDepartment = "–";

    /// <inheritdoc/>
    public override string Title => "People";

    /// <inheritdoc/>
    public override string Place => "/hr/people";

    /// <summary>A part of an id, a name or an address.</summary>
    [BindProperty(SupportsGet = true, Name = "q")]
    public string? Wanted { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Policy { get; set; }

    [BindProperty(SupportsGet = true)]
    public StandingKind? Standing { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Department { get; set; }

    /// <summary>The column to sort by.</summary>
    [BindProperty(SupportsGet = true)]
    public PeopleOrder Sort { get; set; } = PeopleOrder.Name;

    /// <summary>Whether the last comes first.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Down { get; set; }

    /// <summary>The page, from 1.</summary>
    [BindProperty(SupportsGet = true, Name = "page-number")]
    public int Number { get; set; } = 1;

    /// <summary>The city as it is now.</summary>
    public CityStatus Status { get; private set; } = null!;

    /// <summary>The policy shown; null where none is published.</summary>
    public PolicyStatus? Chosen { get; private set; }

    /// <summary>All departments.</summary>
    public IReadOnlyList<string> Departments { get; private set; } = [];

    /// <summary>How many there are on all pages.</summary>
    public int Found { get; private set; }

    /// <summary>How many pages there are.</summary>
    public int Pages => Math.Max(1, (Found + PerPage - 1) / PerPage);

    /// <summary>Those on this page; of a person alone where no policy is published.</summary>
    public IReadOnlyList<(Person Person, Standing? Standing)> People { get; private set; } = [];

    /// <summary>Shows the list.</summary>
    public async Task<IActionResult> OnGetAsync()
    {
        if (!await ReadAsync())
            return NotFound();
        var found = Sorted([.. Filtered()]);
        Found = found.Count;
        Number = Math.Clamp(Number, 1, Pages);
        People = [.. found.Skip((Number - 1) * PerPage).Take(PerPage)];
        return Page();
    }

    /// <summary>Hands out everybody's standing with a policy as a file. It is noted.</summary>
    public async Task<IActionResult> OnPostCsvAsync()
    {
        if (!await ReadAsync() || Chosen is null)
            return NotFound();
        await NoteAsync($"exported everybody's standing with {Chosen.Version.Policy} {Chosen.Version.Version} ({Shown.Count(Chosen.Standings.Count, "person", "people")})");
        return File(Encoding.UTF8.GetBytes("\uFEFF" + PolicyStatus.Csv([Chosen])), "text/csv; charset=utf-8", string.Create(CultureInfo.InvariantCulture, $"{City.Id}-{Chosen.Version.Policy}-{Today:yyyy-MM-dd}.csv"));
    }

    /// <summary>The address of this list with something else about it.</summary>
    public string With(PeopleOrder? sort = null, int? page = null)
    {
        var down = sort is { } same && same == Sort ? !Down : sort is null && Down;
        var parts = new (string Name, string? Value)[]
        {
            ("q", Wanted), ("policy", Policy), ("standing", Standing?.ToString()), ("department", Department), ("sort", (sort ?? Sort).ToString()), ("down", down ? "true" : null),
            ("page-number", page?.ToString(CultureInfo.InvariantCulture)),
        };
        return "/hr/people?" + string.Join('&', parts.Where(part => !string.IsNullOrEmpty(part.Value)).Select(part => $"{part.Name}={Uri.EscapeDataString(part.Value!)}"));
    }

    /// <summary>What a column's heading says to a screen reader (WAI-ARIA 1.2, aria-sort).</summary>
    public string? Sorting(PeopleOrder column) => Sort != column ? null : Down ? "descending" : "ascending";

    private async Task<bool> ReadAsync()
    {
        Status = await CityStatus.ReadAsync(Site, HttpContext.RequestAborted);
        Chosen = Policy is null ? (Status.Policies.Count > 0 ? Status.Policies[0] : null) : Status.Policies.FirstOrDefault(policy => policy.Version.Policy == Policy);
        Departments = [.. Status.Campaign.People.Select(person => person.Department).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase)];
        return Policy is null || Chosen is not null;
    }

    private IEnumerable<(Person Person, Standing? Standing)> Filtered()
    {
        var all = Chosen is null ? Status.Campaign.People.Select(person => (person, (Standing?)null)) : Chosen.Standings.Select(standing => (standing.Person, (Standing?)standing));
        if (!string.IsNullOrWhiteSpace(Wanted))
        {
            var wanted = Wanted.Trim();
            all = all.Where(one => Has(one.Item1.Name) || Has(one.Item1.Id) || one.Item1.Email is { } address && Has(address));
            bool Has(string text) => text.Contains(wanted, StringComparison.OrdinalIgnoreCase);
        }
        if (!string.IsNullOrEmpty(Department))
        {
            var department = Department == NoDepartment ? "" : Department;
            all = all.Where(one => one.Item1.Department.Equals(department, StringComparison.OrdinalIgnoreCase));
        }
        return Standing is { } kind ? all.Where(one => one.Item2?.Kind == kind) : all;
    }

    private List<(Person Person, Standing? Standing)> Sorted(List<(Person Person, Standing? Standing)> people)
    {
        Comparison<(Person Person, Standing? Standing)> first = Sort switch
        {
            PeopleOrder.Id => (_, _) => 0,
            PeopleOrder.Name => (one, other) => string.Compare(one.Person.Name, other.Person.Name, StringComparison.OrdinalIgnoreCase),
            PeopleOrder.Department => (one, other) => string.Compare(one.Person.Department, other.Person.Department, StringComparison.OrdinalIgnoreCase),
            PeopleOrder.Standing => (one, other) => Comparer<StandingKind?>.Default.Compare(one.Standing?.Kind, other.Standing?.Kind),
            PeopleOrder.Due => (one, other) => (one.Standing?.Due ?? DateOnly.MaxValue).CompareTo(other.Standing?.Due ?? DateOnly.MaxValue),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        people.Sort((one, other) =>
        {
            var order = first(one, other) is var by && by != 0 ? by : string.CompareOrdinal(one.Person.Id, other.Person.Id);
            return Down ? -order : order;
        });
        return people;
    }
}
