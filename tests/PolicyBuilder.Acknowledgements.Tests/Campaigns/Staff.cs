using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PolicyBuilder.Acknowledgements.Campaigns;
using PolicyBuilder.Acknowledgements.Entries;
using PolicyBuilder.Acknowledgements.Roster;
using PolicyBuilder.Model.Configuration;

namespace PolicyBuilder.Acknowledgements.Tests.Campaigns;

/// <summary>People of a plainly fictional city, and what is kept of them.</summary>
internal static class Staff
{
    internal const string Policy = "social-media";

    internal static readonly DateTimeOffset Now = new(2027, 3, 1, 9, 0, 0, TimeSpan.Zero);

    internal static readonly DateOnly Today = DateOnly.FromDateTime(Now.DateTime);

    internal static readonly Person Ada = new()
    {
        Id = "101",
        Name = "Ada Examplé",
        Email = "ada@mapleton.example",
        Language = "es",
        Department = "Library",
        Title = "Librarian",
        Supervisor = "100",
        Hired = new DateOnly(2019, 3, 1),
        MayPost = true,
    };

    internal static readonly Person Bo = new() { Id = "100", Name = "Bo Sample", Email = "bo@mapleton.example", Department = "Library" };

    internal static readonly Person Cy = new() { Id = "102", Name = "Cy Placeholder", Department = "Public Works", Hired = new DateOnly(2020, 1, 1), Left = new DateOnly(2026, 12, 31) };

    internal static AskedVersion Version(string number, bool signAgain = true, string effective = "2027-01-01", string policy = Policy) => new(
        policy,
        PolicyVersion.TryParse(number, out var version) ? version : throw new ArgumentException(number),
        "Social Media Policy",
        DateOnly.Parse(effective, CultureInfo.InvariantCulture),
        ContentHash.Of(Encoding.UTF8.GetBytes("text " + number)),
        ContentHash.Of(Encoding.UTF8.GetBytes("page " + number)),
        signAgain,
        signAgain ? "The first version." : "Editorial: spelling.",
        Entry: 7,
        Now);

    internal static Invitation Invite(Person person, AskedVersion version) => new()
    {
        Id = RandomId.Fresh(),
        Person = person.Id,
        Policy = version.Policy,
        Version = version.Version,
        Opened = Now,
        Due = Today.AddDays(14),
    };

    internal static Mail MailTo(Person person, Invitation? invitation, MailKind kind = MailKind.Invitation, int number = 0) =>
        Mail.Fresh(kind, person.Id, person.Email!, Now) with { Invitation = invitation?.Id, Number = number };

    /// <summary>A link with a token of its own.</summary>
    internal static Link LinkIn(Mail mail, DateTimeOffset? issued = null) => new()
    {
        Token = ContentHash.Of(RandomNumberGenerator.GetBytes(32)),
        Invitation = mail.Invitation!,
        Mail = mail.Id,
        Address = mail.Address,
        Issued = issued ?? Now,
        Expires = (issued ?? Now).AddDays(30),
    };

    internal static Act ActOf(Person person, AskedVersion version, ActKind kind = ActKind.Signature) => new()
    {
        Id = RandomId.Fresh(),
        Person = person.Id,
        Policy = version.Policy,
        Version = version.Version,
        Kind = kind,
        Begun = Now,
    };

    /// <summary>The act as it is when the ledger has it.</summary>
    internal static Act Finished(Act act, long entry, DateTimeOffset? recorded = null) => act with { Entry = entry, Recorded = recorded ?? Now, SignedOn = Today };
}
