using System.Diagnostics;
using System.Text;
using PolicyBuilder.Model;

namespace PolicyBuilder.Acknowledgements.Roster;

/// <summary>What a column of a roster tells of a person.</summary>
public enum RosterColumn
{
    /// <summary>The city's own number or name for the person. Needed.</summary>
    Id,

    /// <summary>The full name. Needed, unless first and last name have columns of their own.</summary>
    Name,

    /// <summary>The first of two columns that make the name.</summary>
    FirstName,

    /// <summary>The second of two columns that make the name.</summary>
    LastName,

    /// <summary>The e-mail address.</summary>
    Email,

    /// <summary>The language to write in: a BCP 47 tag, or English or Spanish by name.</summary>
    Language,

    /// <summary>The department.</summary>
    Department,

    /// <summary>The title.</summary>
    Title,

    /// <summary>Whom the person reports to: an id, an e-mail address, or a name that only one person has.</summary>
    Supervisor,

    /// <summary>The first day.</summary>
    Hired,

    /// <summary>The last day.</summary>
    Left,

    /// <summary>Whether the person may post for the city.</summary>
    MayPost,
}

/// <summary>How the columns are called: by the names of payroll programs, in English and Spanish.</summary>
public static class RosterColumns
{
    private static readonly (RosterColumn Column, string[] Names)[] Known =
    [
        (RosterColumn.Id, ["id", "employee id", "employee number", "employee no", "employee", "emp id", "emp no", "person id", "number", "id de empleado", "número de empleado", "numero de empleado"]),
        (RosterColumn.Name, ["name", "full name", "employee name", "nombre", "nombre completo"]),
        (RosterColumn.FirstName, ["first name", "first", "given name", "nombre de pila"]),
        (RosterColumn.LastName, ["last name", "last", "surname", "family name", "apellido", "apellidos"]),
        (RosterColumn.Email, ["email", "e-mail", "email address", "e-mail address", "mail", "work email", "correo", "correo electrónico", "correo electronico"]),
        (RosterColumn.Language, ["language", "preferred language", "language code", "idioma", "idioma preferido", "lengua"]),
        (RosterColumn.Department, ["department", "dept", "department name", "departamento"]),
        (RosterColumn.Title, ["title", "job title", "position", "job", "puesto", "cargo"]),
        (RosterColumn.Supervisor, ["supervisor", "supervisor id", "manager", "manager id", "reports to", "supervisora", "jefe"]),
        (RosterColumn.Hired, ["hired", "hire date", "date hired", "date of hire", "start date", "fecha de contratación", "fecha de contratacion", "fecha de ingreso"]),
        (RosterColumn.Left, ["left", "leave date", "termination date", "term date", "separation date", "separated", "end date", "last day", "fecha de baja"]),
        (RosterColumn.MayPost, ["authorised to post", "authorized to post", "authorised-to-post", "may post", "authorised poster", "authorized poster", "autorizado", "autorizada"]),
    ];

    private static readonly Dictionary<string, RosterColumn> ByName =
        Known.SelectMany(known => known.Names.Select(name => (Name: Plain(name), known.Column))).DistinctBy(known => known.Name).ToDictionary(known => known.Name, known => known.Column);

    /// <summary>The column that a heading means, whatever its capitals, blanks and punctuation.</summary>
    public static RosterColumn? Find(string heading) => ByName.TryGetValue(Plain(heading), out var column) ? column : null;

    /// <summary>How a column is called in messages and in files this program writes.</summary>
    public static string NameOf(RosterColumn column) => Known.First(known => known.Column == column).Names[0];

    /// <summary>What a column tells of a person, as it is written into a file; empty for nothing.</summary>
    public static string ValueOf(Person person, RosterColumn column) => column switch
    {
        RosterColumn.Id => person.Id,
        RosterColumn.Name or RosterColumn.FirstName or RosterColumn.LastName => person.Name,
        RosterColumn.Email => person.Email ?? "",
        RosterColumn.Language => person.Language,
        RosterColumn.Department => person.Department,
        RosterColumn.Title => person.Title,
        RosterColumn.Supervisor => person.Supervisor ?? "",
        RosterColumn.Hired => IsoDay.Of(person.Hired),
        RosterColumn.Left => IsoDay.Of(person.Left),
        RosterColumn.MayPost => person.MayPost ? "yes" : "no",
        _ => throw new UnreachableException(),
    };

    private static string Plain(string heading)
    {
        var plain = new StringBuilder(heading.Length);
        foreach (var letter in heading)
        {
            if (char.IsLetterOrDigit(letter))
                plain.Append(char.ToLowerInvariant(letter));
        }
        return plain.ToString();
    }
}
