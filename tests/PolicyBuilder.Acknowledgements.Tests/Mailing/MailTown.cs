using System.Globalization;
using System.Text.RegularExpressions;
using MimeKit;
using PolicyBuilder.Acknowledgements.Campaigns;
using PolicyBuilder.Acknowledgements.Campaigns.Sqlite;
using PolicyBuilder.Acknowledgements.Entries;
using PolicyBuilder.Acknowledgements.Mailing;
using PolicyBuilder.Acknowledgements.Roster;
using PolicyBuilder.Model.Configuration;

namespace PolicyBuilder.Acknowledgements.Tests.Mailing;

/// <summary>A city whose people are invited, in a folder of its own.</summary>
internal sealed partial class MailTown : IAsyncDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("policybuilder-town-");

    private MailTown() => Store = SqliteCampaignStore.Open(Database, "mapleton");

    internal string Folder => folder.FullName;

    internal string Database => Path.Combine(folder.FullName, "policybuilder-people.db");

    internal SqliteCampaignStore Store { get; private set; }

    internal List<Invitation> Invitations { get; } = [];

    /// <summary>A city with people of these addresses, all of them invited at <see cref="Letters.Now"/>.</summary>
    internal static async Task<MailTown> CreateAsync(params string[] addresses)
    {
        var town = new MailTown();
        var people = addresses.Select((address, i) => new Person { Id = (1000 + i).ToString(CultureInfo.InvariantCulture), Name = $"Person {i}", Email = address }).ToList();
        await town.Store.ApplyAsync(RosterImport.Of([], people), Letters.Now);
        await town.Store.AddVersionsAsync([Letters.Version], Letters.Now);
        town.Invitations.AddRange(people.Select(person => Letters.Invitation with { Id = RandomId.Fresh(), Person = person.Id, Opened = Letters.Now }));
        await town.Store.QueueAsync(town.Invitations, [.. people.Zip(town.Invitations, (person, invitation) => MailTo(person, invitation))]);
        return town;
    }

    // Past on a real clock too.
    internal static Mail MailTo(Person person, Invitation invitation, MailKind kind = MailKind.Invitation, int number = 0) =>
        Mail.Fresh(kind, person.Id, person.Email!, Letters.Now) with { Invitation = invitation.Id, Number = number, NotBefore = Letters.Now.AddYears(-10) };

    internal MailSender Sender(IMailTransport transport, TimeProvider? clock = null, int perMinute = 0, TimeSpan patience = default, bool holiday = false) => new()
    {
        Store = Store,
        Transport = transport,
        Composer = Letters.Composer(),
        TermsOf = _ => AcknowledgementTerms.Default,
        ReceiptOf = (_, _) => Task.FromResult<ReceiptFile?>(null),
        Clock = clock ?? new SkippingClock(),
        MessagesPerMinute = perMinute,
        Patience = patience,
        HoldsReminders = holiday,
        Grace = TimeSpan.Zero,
    };

    internal async Task<List<Mail>> MailsAsync()
    {
        var mails = new List<Mail>();
        foreach (var person in await Store.ReadPeopleAsync())
            mails.AddRange((await Store.ReadMailsAsync(person.Id)).Mails);
        return mails;
    }

    /// <summary>Whether the link in a mail works.</summary>
    internal async Task<bool> WorksAsync(MimeMessage message) =>
        await Store.FindLinkAsync(TokenIn(message)) is { Link.End: null, Invitation.End: null };

    internal static string SecretIn(MimeMessage message) => LinkPattern().Match(message.TextBody!).Groups[1].Value;

    internal static ContentHash TokenIn(MimeMessage message) => LinkToken.TryParse(SecretIn(message), out var token) ? token.Hash : throw new FormatException(message.TextBody);

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [GeneratedRegex("/a/([A-Za-z0-9_-]{43})")]
    private static partial Regex LinkPattern();
}

/// <summary>A clock on which waiting takes no time: it jumps to the end of each wait.</summary>
internal sealed class SkippingClock : TimeProvider
{
    private readonly Lock guard = new();
    private DateTimeOffset now = Letters.Now;

    /// <summary>All waits there were.</summary>
    internal List<TimeSpan> Waits { get; } = [];

    public override DateTimeOffset GetUtcNow()
    {
        lock (guard)
            return now;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime >= TimeSpan.Zero)
        {
            lock (guard)
            {
                now += dueTime;
                Waits.Add(dueTime);
            }
            ThreadPool.QueueUserWorkItem(_ => callback(state));
        }
        return new Done();
    }

    private sealed class Done : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

/// <summary>A transport that does what a test says.</summary>
internal sealed class ScriptedTransport(Func<string, int, Delivery> answer) : IMailTransport
{
    private readonly Lock guard = new();
    private readonly Dictionary<string, int> attempts = [];

    /// <summary>Answers to attempts to connect; null where it works.</summary>
    internal Func<string?> Opening { get; init; } = () => null;

    internal List<MimeMessage> Taken { get; } = [];

    public int Batch { get; init; } = 1;

    public Task<string?> OpenAsync(CancellationToken cancel = default) => Task.FromResult(Opening());

    public async Task<Delivery> SendAsync(string mail, MimeMessage message, CancellationToken cancel = default)
    {
        using var bytes = new MemoryStream();
        await message.WriteToAsync(bytes, CancellationToken.None);
        bytes.Position = 0;
        lock (guard)
        {
            attempts[mail] = attempts.GetValueOrDefault(mail) + 1;
            var delivery = answer(message.To.Mailboxes.Single().Address, attempts[mail]);
            if (delivery.Outcome is DeliveryOutcome.Taken or DeliveryOutcome.Lost)
                Taken.Add(MimeMessage.Load(bytes, CancellationToken.None));
            return delivery;
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
