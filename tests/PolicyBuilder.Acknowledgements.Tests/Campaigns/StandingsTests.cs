using CsCheck;
using PolicyBuilder.Acknowledgements.Campaigns;
using PolicyBuilder.Acknowledgements.Roster;
using PolicyBuilder.Model.Configuration;
using Xunit;
using static PolicyBuilder.Acknowledgements.Tests.Campaigns.Staff;

namespace PolicyBuilder.Acknowledgements.Tests.Campaigns;

public class StandingsTests
{
    private static readonly AskedVersion First = Version("1.0.0");

    private static readonly Campaign Empty = new([Ada], [First], [], [], [], []);

    private static readonly Invitation Sent = Invite(Ada, First) with { LastSent = Now, LinkExpires = Now.AddDays(30) };

    [Fact]
    public void Nobody_stands_anywhere_with_a_policy_that_is_not_published() => Assert.Empty(Standings.Of(Empty with { Versions = [Version("1.0.0", policy: "other")] }, AcknowledgementTerms.Default, Policy, Today));

    [Fact]
    public void Not_asked_yet() => Expect(StandingKind.NotAsked, "not asked yet", Empty);

    [Fact]
    public void Left_and_not_hired_yet_outrank_all()
    {
        var signed = Empty with { Acts = [Finished(ActOf(Ada, First), 1)] };
        Expect(StandingKind.Left, "left, last day 2027-02-28", signed with { People = [Ada with { Left = Today.AddDays(-1) }] });
        Expect(StandingKind.HasSigned, "signed 1.0.0 on 2027-03-01", signed with { People = [Ada with { Left = Today }] });
        Expect(StandingKind.NotHired, "not hired yet, first day 2027-03-02", signed with { People = [Ada with { Hired = Today.AddDays(1) }] });
    }

    [Fact]
    public void Queued_before_the_first_mail_is_sent()
    {
        var invitation = Invite(Ada, First);
        Expect(StandingKind.Queued, "a mail waits to be sent", Empty with { Invitations = [invitation], Waiting = [MailTo(Ada, invitation)] });
        Expect(StandingKind.LinkExpired, "asked on 2027-03-01, but the mail could not be sent", Empty with { Invitations = [invitation] });
    }

    [Fact]
    public void Asked_reminded_and_overdue_follow_each_other()
    {
        Expect(StandingKind.Asked, "asked on 2027-03-01", Empty with { Invitations = [Sent] });
        Expect(StandingKind.Reminded, "asked on 2027-03-01, reminded twice", Empty with { Invitations = [Sent with { Reminders = 2 }] });
        Expect(StandingKind.Reminded, "asked on 2027-03-01, reminded once", Empty with { Invitations = [Sent with { Reminders = 1 }] }, Sent.Due);
        var overdue = Expect(StandingKind.Overdue, "overdue since 2027-03-16, asked on 2027-03-01, reminded 3 times", Empty with { Invitations = [Sent with { Reminders = 3 }] }, Sent.Due.AddDays(1));
        Assert.True(overdue.IsOverdue);
        Assert.Equal(Sent.Due, overdue.Due);
    }

    [Fact]
    public void A_link_that_works_no_more_is_told_and_stays_overdue()
    {
        var expired = Expect(StandingKind.LinkExpired, "asked on 2027-03-01, and the link works no more; a reminder brings another", Empty with { Invitations = [Sent] }, Today.AddDays(31));
        Assert.True(expired.IsOverdue);
        Expect(StandingKind.LinkExpired, expired.Reason, Empty with { Invitations = [Sent with { LinkExpires = null }] });
        Expect(StandingKind.Queued, "a mail waits to be sent", Empty with { Invitations = [Sent with { LinkExpires = null }], Waiting = [MailTo(Ada, Sent, MailKind.NewLink)] });
        Expect(StandingKind.Asked, "asked on 2027-03-01", Empty with { Invitations = [Sent], Waiting = [MailTo(Ada, Sent, MailKind.Reminder, 1)] });
    }

    [Fact]
    public void What_explains_a_missing_signature_outranks_overdue_and_keeps_its_due_date()
    {
        var late = Sent.Due.AddDays(5);
        var overdue = Empty with { Invitations = [Sent] };
        Explains(StandingKind.Bounced, "the mail server refuses the address: 550 no such mailbox", overdue with { Invitations = [Sent with { Bounce = "550 no such mailbox" }] });
        Explains(StandingKind.NoEmail, "has no e-mail address; signs on paper", overdue with { People = [Ada with { Email = null }] });
        Explains(StandingKind.OnLeave, "on leave until 2027-04-30", overdue with { Leaves = [new Leave(Ada.Id, Today, new DateOnly(2027, 4, 30)), new Leave(Ada.Id, Today, Today.AddDays(20))] });
        Explains(StandingKind.OnLeave, "on leave since 2027-03-01", overdue with { Leaves = [new Leave(Ada.Id, Today, null)] });
        Explains(StandingKind.Declined, "does not agree on 2027-03-01", overdue with { Acts = [Finished(ActOf(Ada, First, ActKind.Question), 1), Finished(ActOf(Ada, First, ActKind.Refusal), 2)] });
        Explains(StandingKind.Asks, "has questions on 2027-03-01", overdue with { Acts = [Finished(ActOf(Ada, First, ActKind.Question), 1)] });

        void Explains(StandingKind kind, string reason, Campaign campaign)
        {
            var standing = Expect(kind, reason, campaign, late);
            Assert.True(standing.IsOverdue);
            Assert.Equal(Sent.Due, standing.Due);
        }
    }

    [Fact]
    public void A_signature_on_paper_says_so_and_one_that_the_ledger_has_not_or_that_was_corrected_does_not_count()
    {
        Expect(StandingKind.HasSigned, "signed 1.0.0 on 2027-03-01 on paper", Empty with { Acts = [Finished(ActOf(Ada, First, ActKind.PaperSignature), 1)] });
        Expect(StandingKind.NotAsked, "not asked yet", Empty with { Acts = [ActOf(Ada, First)] });
        Expect(StandingKind.NotAsked, "not asked yet", Empty with { Acts = [Finished(ActOf(Bo, First), 1)] });
        Expect(StandingKind.NotAsked, "not asked yet", Empty with { Acts = [Finished(ActOf(Ada, First, ActKind.Corrected), 1)] });
    }

    [Fact]
    public void An_editorial_version_keeps_signatures_and_a_new_round_does_not()
    {
        var signed = Empty with { Acts = [Finished(ActOf(Ada, First), 1)], Versions = [First, Version("1.0.1", signAgain: false)] };
        Expect(StandingKind.HasSigned, "signed 1.0.0 on 2027-03-01", signed);
        var again = signed with { Versions = [.. signed.Versions, Version("1.1.0")] };
        Assert.Equal("1.1.0", Expect(StandingKind.NotAsked, "not asked yet", again).Version.ToString());
        Expect(StandingKind.NotAsked, "not asked yet", again with { Acts = [.. again.Acts, Finished(ActOf(Ada, First, ActKind.Refusal), 2)], Invitations = [Sent] });
        Expect(StandingKind.HasSigned, "signed 1.0.0 on 2027-03-01", again, terms: new AcknowledgementTerms { SignAgain = false });
        Expect(StandingKind.HasSigned, "signed 1.1.0 on 2027-03-01", again with { Acts = [.. again.Acts, Finished(ActOf(Ada, Version("1.1.0")), 2)] });
    }

    [Fact]
    public void Only_the_audience_must_sign()
    {
        Expect(StandingKind.NotAsked, "not asked yet", Empty, terms: Terms("library"));
        Expect(StandingKind.NotRequired, "need not sign", Empty, terms: Terms("Police"));
        Expect(StandingKind.NotAsked, "not asked yet", Empty, terms: Terms("Police") with { Audience = new Audience(false, ["Police"], true) });
        Expect(StandingKind.NotRequired, "need not sign", Empty with { People = [Ada with { MayPost = false }] }, terms: new AcknowledgementTerms { Audience = new Audience(false, [], true) });
        Expect(StandingKind.HasSigned, "signed 1.0.0 on 2027-03-01", Empty with { Acts = [Finished(ActOf(Ada, First), 1)] }, terms: Terms("Police"));

        static AcknowledgementTerms Terms(string department) => new() { Audience = new Audience(false, [department], false) };
    }

    [Fact]
    public void Days_are_those_of_the_city() =>
        Assert.Equal(Today.AddDays(-1), Standings.Of(Empty with { Invitations = [Sent] }, AcknowledgementTerms.Default, Policy, Today, time => DateOnly.FromDateTime(time.AddHours(-10).UtcDateTime))[0].Since);

    [Fact]
    public void Everybody_has_exactly_one_standing_with_a_reason_and_signing_never_unsigns() => Campaigns().Sample(
        sample =>
        {
            var (campaign, terms, today) = sample;
            var standings = Standings.Of(campaign, terms, Policy, today);
            Assert.Equal(campaign.People, standings.Select(standing => standing.Person));
            Assert.All(standings, standing => Assert.NotEmpty(standing.Reason));
            foreach (var person in campaign.People)
            {
                foreach (var version in campaign.Versions)
                {
                    var after = Standings.Of(campaign with { Acts = [.. campaign.Acts, Finished(ActOf(person, version), 99)] }, terms, Policy, today);
                    Assert.All(standings.Zip(after), pair => Assert.True(pair.First.Person.Id == person.Id ? pair.First.Kind != StandingKind.HasSigned || pair.Second.Kind == StandingKind.HasSigned : pair.First.Kind == pair.Second.Kind));
                    if (version.Version == campaign.Versions.Max(newest => newest.Version))
                        Assert.False(after.Single(standing => standing.Person.Id == person.Id).MustSign);
                }
            }
        },
        iter: 300);

    [Fact]
    public void Who_was_bound_is_told_as_it_was_known_on_the_day()
    {
        var campaign = new Campaign(
            [Ada, Bo, Cy],
            [First, Version("2.0.0", effective: "2027-06-01")],
            [Sent, Invite(Ada, Version("2.0.0")) with { Opened = Now.AddDays(60), LastSent = Now.AddDays(60), Due = new DateOnly(2027, 5, 14) }],
            [Finished(ActOf(Ada, First), 5, Now.AddDays(3)) with { SignedOn = Today.AddDays(3) }, Finished(ActOf(Ada, Version("2.0.0")), 9) with { SignedOn = new DateOnly(2027, 6, 10) }],
            [],
            []);
        Assert.Equal([(Bo.Id, null, null), (Ada.Id, null, null), (Cy.Id, (string?)null, (long?)null)], On("2026-12-31").OrderBy(one => one.Item1, StringComparer.Ordinal));
        Assert.Equal([(Bo.Id, "1.0.0", null), (Ada.Id, "1.0.0", (long?)null)], On("2027-03-03").OrderBy(one => one.Item1, StringComparer.Ordinal));
        Assert.Equal([(Bo.Id, "1.0.0", null), (Ada.Id, "1.0.0", (long?)5)], On("2027-03-04").OrderBy(one => one.Item1, StringComparer.Ordinal));
        Assert.Equal([(Bo.Id, "2.0.0", null), (Ada.Id, "2.0.0", (long?)5)], On("2027-06-09").OrderBy(one => one.Item1, StringComparer.Ordinal));
        Assert.Equal([(Bo.Id, "2.0.0", null), (Ada.Id, "2.0.0", (long?)9)], On("2027-06-10").OrderBy(one => one.Item1, StringComparer.Ordinal));
        Assert.Equal("asked on 2027-03-01", Missing("2027-03-03", Ada));
        Assert.Equal("not asked yet", Missing("2027-03-03", Bo));
        Assert.Null(Missing("2027-03-04", Ada));
        Assert.Equal("overdue since 2027-05-15, asked on 2027-04-30", Missing("2027-06-09", Ada));

        IEnumerable<(string, string?, long?)> On(string day) => Binding.On(campaign, AcknowledgementTerms.Default, Policy, Day(day)).Select(one => (one.Person.Id, one.InForce?.Version.ToString(), one.Acknowledged?.Entry));
        string? Missing(string day, Person person) => Binding.On(campaign, AcknowledgementTerms.Default, Policy, Day(day)).Single(one => one.Person.Id == person.Id).Missing?.Reason;
        static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd");
    }

    private static Standing Expect(StandingKind kind, string reason, Campaign campaign, DateOnly? today = null, AcknowledgementTerms? terms = null)
    {
        var standing = Assert.Single(Standings.Of(campaign, terms ?? AcknowledgementTerms.Default, Policy, today ?? Today));
        Assert.Equal((kind, reason), (standing.Kind, standing.Reason));
        return standing;
    }

    private static Gen<(Campaign Campaign, AcknowledgementTerms Terms, DateOnly Today)> Campaigns()
    {
        var days = Gen.Int[-40, 40];
        var person = Gen.Select(Gen.Bool, Gen.Int[0, 2], days.Nullable(), days.Nullable(), Gen.Bool, (email, department, hired, left, posts) => new Person
        {
            Id = "",
            Name = "Someone",
            Email = email ? "someone@mapleton.example" : null,
            Department = $"Department {department}",
            Hired = hired is { } first ? Today.AddDays(first) : null,
            Left = left is { } last ? Today.AddDays(last) : null,
            MayPost = posts,
        });
        var versions = Gen.Bool.Array[1, 4].Select(again => again.Select((sign, i) => Version($"1.{i}.0", sign || i == 0)).ToArray());
        return Gen.Select(person.Array[1, 5], versions, Gen.Int.Array[0, 8], Gen.Int.Array[0, 8], Gen.Bool, Gen.Bool, days, (people, published, invited, acted, everyone, again, today) =>
        {
            people = [.. people.Select((one, i) => one with { Id = $"{i}" })];
            T Pick<T>(T[] from, int seed) => from[(int)((uint)seed % (uint)from.Length)];
            var campaign = new Campaign(
                people,
                published,
                [
                    .. invited.Select((seed, i) => Invite(Pick(people, seed), Pick(published, seed / 7)) with
                    {
                        Reminders = i % 3,
                        LastSent = seed % 5 == 0 ? null : Now,
                        LinkExpires = seed % 3 == 0 ? null : Now.AddDays(seed % 30),
                        Bounce = seed % 11 == 0 ? "550" : null,
                        End = seed % 4 == 0 ? InvitationEnd.Revoked : null,
                    }),
                ],
                [.. acted.Select((seed, i) => Finished(ActOf(Pick(people, seed), Pick(published, seed / 7), (ActKind)(i % 5)), i) with { Entry = seed % 6 == 0 ? null : i })],
                [.. acted.Select(seed => new Leave(Pick(people, seed / 3).Id, Today.AddDays(seed % 50), null))],
                []);
            var audience = everyone ? Audience.Everyone : new Audience(false, ["department 1"], true);
            return (campaign, new AcknowledgementTerms { Audience = audience, SignAgain = again }, Today.AddDays(today));
        });
    }
}
