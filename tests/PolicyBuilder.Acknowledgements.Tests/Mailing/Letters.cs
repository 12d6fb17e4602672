using System.Text;
using PolicyBuilder.Acknowledgements.Campaigns;
using PolicyBuilder.Acknowledgements.Entries;
using PolicyBuilder.Acknowledgements.Mailing;
using PolicyBuilder.Acknowledgements.Roster;
using PolicyBuilder.Model.Configuration;
using PolicyBuilder.Model.Diagnostics;
using Xunit;

namespace PolicyBuilder.Acknowledgements.Tests.Mailing;

/// <summary>Letters of a plainly fictional city.</summary>
internal static class Letters
{
    internal static readonly DateTimeOffset Now = new(2027, 3, 1, 15, 0, 0, TimeSpan.Zero);

    internal static readonly City Mapleton = new("mapleton", "Mapleton", CityKind.City, "Alabama", new Contact("Human Resources", "hr@mapleton.example", "251-555-0100"), null);

    internal static readonly MailSettings Settings = new() { BaseAddress = new Uri("https://policies.mapleton.example/"), From = "City of Mapleton <policies@mapleton.example>" };

    internal static readonly Person Ada = new() { Id = "101", Name = "Ada Examplé", Email = "ada@mapleton.example", Department = "Library", Supervisor = "100" };

    internal static readonly Person Bo = new() { Id = "100", Name = "Bo Sample", Email = "bo@mapleton.example", Language = "es-MX" };

    internal static readonly AskedVersion Version = new(
        "social-media",
        PolicyVersion.TryParse("1.2.0", out var number) ? number : default,
        "Social Media Policy",
        new DateOnly(2027, 1, 1),
        ContentHash.Of("text"u8),
        ContentHash.Of("page"u8),
        SignAgain: true,
        "The first version.",
        Entry: 7,
        Now);

    internal static readonly Invitation Invitation = new()
    {
        Id = "00112233445566778899aabbccddeeff",
        Person = "101",
        Policy = "social-media",
        Version = Version.Version,
        Opened = Now.AddDays(-7),
        Due = new DateOnly(2027, 3, 15),
    };

    internal static readonly ReceiptFile Receipt = new(17, Encoding.UTF8.GetBytes("c2sp.org/tlog-proof@v1\nindex 17\n"), "mapleton.example/policies+2e73f0f5+AW7jYxdd8ZFMBcEq6Zqn2dV0Rk0t1uBz5O7u8Xo0mXkq");

    internal static MailComposer Composer(City? city = null, MailSettings? settings = null, string? templates = null)
    {
        var problems = new List<Diagnostic>();
        var languages = MailTemplates.LoadAll(templates, problems);
        Assert.Empty(problems);
        var composer = MailComposer.Create(city ?? Mapleton, settings ?? Settings, languages!, TimeZoneInfo.Utc, "policies/mapleton/city.yaml", problems);
        Assert.Empty(problems);
        return composer!;
    }

    internal static Mail Mail(MailKind kind, string? address = null, int number = 0) => new()
    {
        Id = "ffeeddccbbaa99887766554433221100",
        Kind = kind,
        Person = "101",
        Invitation = Invitation.Id,
        Address = address ?? kind switch
        {
            MailKind.SupervisorNotice => Bo.Email!,
            MailKind.QuestionsNotice => Mapleton.Contact!.Email!,
            _ => Ada.Email!,
        },
        Number = number,
        Queued = Now,
        NotBefore = Now,
    };

    internal static Letter Letter(MailKind kind, LinkToken? token = null) => new()
    {
        Mail = Mail(kind, number: kind is MailKind.Reminder or MailKind.SupervisorNotice ? 2 : 0),
        Person = Ada,
        Version = Version,
        Invitation = Invitation,
        Recipient = kind == MailKind.SupervisorNotice ? Bo : null,
        Token = MailTemplates.CarriesLink(kind) ? token ?? LinkToken.Fresh() : null,
        Expires = Now.AddDays(30),
        SignedOn = new DateOnly(2027, 3, 1),
        Receipt = kind == MailKind.Receipt ? Receipt : null,
    };
}
