using PolicyBuilder.Acknowledgements.Entries;
using PolicyBuilder.Acknowledgements.Roster;
using PolicyBuilder.Acknowledgements.Signing;
using PolicyBuilder.Acknowledgements.Staff;
using PolicyBuilder.Model.Configuration;

namespace PolicyBuilder.Acknowledgements.Campaigns.Sql;

/// <summary>
/// What the stores in SQLite and PostgreSQL have in common: every statement. The databases themselves say how a transaction begins, who
/// waits for whom, and how bytes that were removed are erased.
/// </summary>
public abstract partial class SqlCampaignStore : ICampaignStore, ISigningStore, IStaffStore
{
    private const string Person = "id, name, email, language, department, title, supervisor, hired, left_on, may_post";
    private const string Version = "policy, version, title, effective, document, page, sign_again, decision, entry, published";
    private const string Invitation = "id, person, policy, version, opened, due, reminders, last_sent, link_expires, bounce, ended_by, ended";
    private const string Link = "token, invitation, mail, address, issued, expires, ended_by, ended";
    private const string Mail = "id, kind, person, invitation, address, number, entry, queued, not_before, state, message_id, attempts, reply, sent";
    private const string Act = "id, person, policy, version, kind, begun, entry, recorded, signed_on";

    /// <summary>Mails that ask for a signature; they are needless where there is nothing to sign any more.</summary>
    private const string Asking = "('Invitation', 'Reminder', 'NewLink', 'SupervisorNotice')";

    private const string WithLink = "('Invitation', 'Reminder', 'NewLink')";

    private const string Waiting = "('Queued', 'Sending')";

    /// <summary>The same as an expression, so that the index of states, in which all of a city's mails may wait, is not taken for one person's.</summary>
    private const string IsWaiting = $"state || '' IN {Waiting}";

    /// <summary>An invitation that is not ended, as an expression, so that the index of those that are open is not taken for one of them.</summary>
    private const string IsOpen = "coalesce(ended, ended) IS NULL";

    private const string CurrentExpiry = "(SELECT max(expires) FROM link WHERE link.city = invitation.city AND link.invitation = invitation.id AND link.ended IS NULL)";

    /// <summary>In the place of a person in <c>touched</c>: somebody was forgotten.</summary>
    private const string Forgotten = "";

    /// <summary>Of more people than so many, all is read.</summary>
    private const long MostTouched = 2000;

    private readonly long cityId;
    private volatile LastRead? last;

    private protected SqlCampaignStore(string city, long cityId) => (City, this.cityId) = (city, cityId);

    /// <inheritdoc/>
    public string City { get; }

    /// <inheritdoc/>
    public async Task<Campaign> ReadAsync(CancellationToken cancel = default)
    {
        // Asked before what is read: if somebody commits in between, the next reading finds another state and reads again.
        var state = await StateAsync(cancel).ConfigureAwait(false);
        if (last is { } known && known.State == state)
            return known.Campaign;
        var read = await ReadSinceAsync(last, cancel).ConfigureAwait(false);
        last = new LastRead(state, read.Mark, read.Campaign);
        return read.Campaign;
    }

    /// <summary>Reads what concerns those who were touched since; everything, where that is not known or they are many.</summary>
    private async Task<(long Mark, Campaign Campaign)> ReadSinceAsync(LastRead? known, CancellationToken cancel)
    {
        await using var session = await ReadOnlyAsync(cancel).ConfigureAwait(false);
        var mark = new SqlQuery<long>(MarkSql, row => row.Number(0));
        var touched = new SqlQuery<string>("SELECT person FROM touched WHERE city = $1 AND change >= $2 LIMIT $3", row => row.Text(0), cityId, known?.Mark ?? long.MaxValue, MostTouched + 1);
        await session.RunAsync([mark, touched], commits: false, cancel).ConfigureAwait(false);
        // A mark that is lower than before is of a database that was put back.
        if (known is not null && known.Mark <= mark.Found[0] && touched.Found.Count <= MostTouched && !touched.Found.Contains(Forgotten))
        {
            const string Touched = "(SELECT person FROM touched WHERE city = $1 AND change >= $2)";
            var now = await ReadAsync(session, $"AND id IN {Touched}", $"AND person IN {Touched}", [cityId, known.Mark], cancel).ConfigureAwait(false);
            if (known.Campaign.With(touched.Found.ToHashSet(StringComparer.Ordinal), now) is { } campaign)
                return (mark.Found[0], campaign);
        }
        return (mark.Found[0], await ReadAsync(session, "", "", [cityId], cancel).ConfigureAwait(false));
    }

    /// <summary>Reads the versions, the leaves and the mails that wait, and what concerns some people.</summary>
    private async Task<Campaign> ReadAsync(SqlSession session, string whichPeople, string whose, object?[] values, CancellationToken cancel)
    {
        var people = PeopleQuery(whichPeople, values);
        var versions = VersionsQuery();
        var invitations = new SqlQuery<Invitation>($"SELECT {Invitation} FROM invitation WHERE city = $1 {whose} ORDER BY place", InvitationOf, values);
        var acts = new SqlQuery<Act>($"SELECT {Act} FROM act WHERE city = $1 {whose} ORDER BY place", ActOf, values);
        var leave = new SqlQuery<Leave>("SELECT person, first_day, last_day FROM absence WHERE city = $1 ORDER BY person, first_day", LeaveOf, cityId);
        var mails = new SqlQuery<Mail>($"SELECT {Mail} FROM mail WHERE city = $1 AND state IN {Waiting} ORDER BY place", MailOf, cityId);
        await session.RunAsync([people, versions, invitations, acts, leave, mails], commits: false, cancel).ConfigureAwait(false);
        return new Campaign(people.Found, InOrder(versions.Found), invitations.Found, acts.Found, leave.Found, mails.Found);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Person>> ReadPeopleAsync(CancellationToken cancel = default)
    {
        var people = PeopleQuery("", [cityId]);
        await ReadTogetherAsync([people], cancel).ConfigureAwait(false);
        return people.Found;
    }

    /// <inheritdoc/>
    public async Task ApplyAsync(RosterImport import, DateTimeOffset now, CancellationToken cancel = default)
    {
        await using var session = await WriteAsync(alone: true, cancel).ConfigureAwait(false);
        var people = PeopleQuery("", [cityId]);
        await session.RunAsync([people], commits: false, cancel).ConfigureAwait(false);
        var roster = people.Found.ToDictionary(person => person.Id, StringComparer.Ordinal);
        var changes = import.Changes.Where(change => roster.GetValueOrDefault(change.After.Id) != change.After).ToList();
        if (changes.Exists(change => roster.GetValueOrDefault(change.After.Id) != change.Before))
            throw new RosterMovedException();
        await session.RunEachAsync(
            $"""
            INSERT INTO person (city, {Person}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            ON CONFLICT (city, id) DO UPDATE SET name = excluded.name, email = excluded.email, language = excluded.language, department = excluded.department,
                title = excluded.title, supervisor = excluded.supervisor, hired = excluded.hired, left_on = excluded.left_on, may_post = excluded.may_post
            """,
            [.. changes.Select(change => ValuesOf(change.After))],
            cancel).ConfigureAwait(false);

        var left = changes.Where(change => change.Kind == RosterChangeKind.Left).Select(change => change.After.Id).ToList();
        await EndLinksAsync(session, left, LinkEnd.Left, now, cancel).ConfigureAwait(false);
        await session.RunEachAsync(
            "UPDATE invitation SET ended_by = 'Left', ended = $1 WHERE city = $2 AND person = $3 AND ended IS NULL",
            [.. left.Select(person => new object?[] { now, cityId, person })],
            cancel).ConfigureAwait(false);
        await session.RunEachAsync(
            $"UPDATE mail SET state = 'Cancelled' WHERE city = $1 AND person = $2 AND {IsWaiting}",
            [.. left.Select(person => new object?[] { cityId, person })],
            cancel).ConfigureAwait(false);

        var moved = changes.Where(change => change.EndsLinks && change.Kind != RosterChangeKind.Left).ToList();
        await EndLinksAsync(session, [.. moved.Select(change => change.After.Id)], LinkEnd.AddressChanged, now, cancel).ConfigureAwait(false);
        await session.RunEachAsync(
            "UPDATE invitation SET bounce = NULL WHERE city = $1 AND person = $2 AND ended IS NULL",
            [.. moved.Select(change => new object?[] { cityId, change.After.Id })],
            cancel).ConfigureAwait(false);
        await ReaddressAsync(session, moved, cancel).ConfigureAwait(false);
        await session.CommitAsync(cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task AddVersionsAsync(IReadOnlyCollection<AskedVersion> versions, DateTimeOffset now, CancellationToken cancel = default)
    {
        await using var session = await WriteAsync(alone: true, cancel).ConfigureAwait(false);
        var added = await session.RunEachAsync(
            $"INSERT INTO version (city, {Version}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING",
            [.. versions.Select(ValuesOf)],
            cancel).ConfigureAwait(false);
        await SupersedeAsync(session, [.. versions.Where((version, i) => added[i] > 0 && version.SignAgain).Select(version => (version.Policy, version.Version))], now, cancel).ConfigureAwait(false);
        await session.CommitAsync(cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<int> QueueAsync(IReadOnlyCollection<Invitation> invitations, IReadOnlyCollection<Mail> mails, CancellationToken cancel = default)
    {
        await using var session = await WriteAsync(alone: true, cancel).ConfigureAwait(false);
        await session.RunEachAsync(
            $"""
            INSERT INTO invitation (city, {Invitation}) SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13
            WHERE EXISTS (SELECT 1 FROM person WHERE city = $1 AND id = $3)
                AND NOT EXISTS (SELECT 1 FROM invitation WHERE city = $1 AND person = $3 AND policy = $4 AND version = $5 AND (ended IS NULL OR ended_by = 'Signature'))
                AND NOT EXISTS (SELECT 1 FROM act WHERE city = $1 AND person = $3 AND policy = $4 AND version = $5 AND kind IN ('Signature', 'PaperSignature') AND entry IS NOT NULL)
            ON CONFLICT DO NOTHING
            """,
            [.. invitations.Select(ValuesOf)],
            cancel).ConfigureAwait(false);
        SqlStatement[] added = [.. mails.Select(AddMail)];
        await session.RunAsync(added, commits: true, cancel).ConfigureAwait(false);
        return added.Sum(mail => mail.Changed);
    }

    /// <inheritdoc/>
    public async Task EndInvitationAsync(string invitation, InvitationEnd end, DateTimeOffset now, CancellationToken cancel = default)
    {
        await using var session = await WriteAsync(alone: true, cancel).ConfigureAwait(false);
        await session.RunAsync([.. EndInvitations([invitation], end, now)], commits: true, cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task AddLeaveAsync(Leave leave, DateOnly today, DateTimeOffset now, CancellationToken cancel = default)
    {
        await using var session = await WriteAsync(alone: true, cancel).ConfigureAwait(false);
        await session.RunAsync(
            """
            INSERT INTO absence (city, person, first_day, last_day) SELECT $1, $2, $3, $4 WHERE EXISTS (SELECT 1 FROM person WHERE city = $1 AND id = $2)
            ON CONFLICT (city, person, first_day) DO UPDATE SET last_day = excluded.last_day
            """,
            cancel,
            cityId,
            leave.Person,
            leave.From,
            leave.Until).ConfigureAwait(false);
        if (leave.Covers(today))
        {
            await EndLinksAsync(session, [leave.Person], LinkEnd.OnLeave, now, cancel).ConfigureAwait(false);
            await session.RunAsync($"UPDATE mail SET state = 'Cancelled' WHERE city = $1 AND person = $2 AND {IsWaiting} AND kind IN {Asking}", cancel, cityId, leave.Person).ConfigureAwait(false);
        }
        await session.CommitAsync(cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<IAsyncDisposable> LockSendingAsync(CancellationToken cancel = default)
    {
        var held = await LockAsync(cancel).ConfigureAwait(false);
        try
        {
            await using var session = await WriteAsync(alone: true, cancel).ConfigureAwait(false);
            await session.RunAsync("UPDATE mail SET state = 'Queued' WHERE city = $1 AND state = 'Sending'", cancel, cityId).ConfigureAwait(false);
            await session.CommitAsync(cancel).ConfigureAwait(false);
            return held;
        }
        catch
        {
            await held.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task<Campaign> ReadQueueAsync(DateTimeOffset now, int most, CancellationToken cancel = default)
    {
        const string Queue = $"FROM mail WHERE city = $1 AND state IN {Waiting} AND state = 'Queued' AND not_before <= $2 ORDER BY place LIMIT $3";
        const string People = $"(SELECT person FROM (SELECT person, place {Queue}) AS queue)";
        SqlQuery<T> About<T>(string sql, Func<SqlRow, T> read) => new(sql, read, cityId, now, (long)most);
        var mails = About($"SELECT {Mail} {Queue}", MailOf);
        var people = About($"SELECT {Person} FROM person WHERE city = $1 AND id IN {People}", PersonOf);
        var supervisors = About($"SELECT {Person} FROM person WHERE city = $1 AND id IN (SELECT supervisor FROM person WHERE city = $1 AND id IN {People})", PersonOf);
        var invitations = About($"SELECT {Invitation} FROM invitation WHERE city = $1 AND person IN {People} ORDER BY place", InvitationOf);
        var acts = About($"SELECT {Act} FROM act WHERE city = $1 AND person IN {People} ORDER BY place", ActOf);
        var versions = VersionsQuery();
        await ReadTogetherAsync([mails, people, supervisors, invitations, acts, versions], cancel).ConfigureAwait(false);
        return new Campaign([.. people.Found.Concat(supervisors.Found).DistinctBy(person => person.Id)], InOrder(versions.Found), invitations.Found, acts.Found, [], mails.Found);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlySet<string>> ExchangeAsync(IReadOnlyCollection<MailOutcome> ended, IReadOnlyCollection<MailStart> begun, DateTimeOffset now, CancellationToken cancel = default)
    {
        await using var session = await WriteAsync(alone: true, cancel).ConfigureAwait(false);
        await NoteSentAsync(session, [.. ended.Where(outcome => outcome.State == MailState.Sent)], now, cancel).ConfigureAwait(false);
        await NoteNotSentAsync(session, [.. ended.Where(outcome => outcome.State != MailState.Sent)], now, cancel).ConfigureAwait(false);

        var started = await session.RunEachAsync(
            "UPDATE mail SET state = 'Sending', attempts = attempts + 1 WHERE city = $1 AND id = $2 AND state || '' = 'Queued'",
            [.. begun.Select(start => new object?[] { cityId, start.Mail })],
            cancel).ConfigureAwait(false);
        var sending = begun.Where((_, i) => started[i] > 0).ToList();
        var links = sending.Select(start => start.Link).OfType<Link>().ToList();
        await session.RunEachAsync($"INSERT INTO link (city, {Link}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)", [.. links.Select(ValuesOf)], cancel).ConfigureAwait(false);
        await session.RunEachAsync($"UPDATE invitation SET link_expires = {CurrentExpiry} WHERE city = $1 AND id = $2", [.. links.Select(link => new object?[] { cityId, link.Invitation })], cancel).ConfigureAwait(false);
        await session.CommitAsync(cancel).ConfigureAwait(false);
        return sending.Select(start => start.Mail).ToHashSet(StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public async Task<(Link Link, Invitation Invitation)?> FindLinkAsync(ContentHash token, CancellationToken cancel = default)
    {
        var link = new SqlQuery<Link>($"SELECT {Link} FROM link WHERE city = $1 AND token = $2", LinkOf, cityId, token.Span.ToArray());
        var invitation = new SqlQuery<Invitation>(
            $"SELECT {Invitation} FROM invitation WHERE city = $1 AND id = (SELECT invitation FROM link WHERE city = $1 AND token = $2)", InvitationOf, cityId, token.Span.ToArray());
        await ReadTogetherAsync([link, invitation], cancel).ConfigureAwait(false);
        return link.Found is [var found] ? (found, invitation.Found.Single()) : null;
    }

    /// <inheritdoc/>
    public async Task<(IReadOnlyList<Mail> Mails, IReadOnlyList<Link> Links)> ReadMailsAsync(string person, CancellationToken cancel = default)
    {
        var mails = new SqlQuery<Mail>($"SELECT {Mail} FROM mail WHERE city = $1 AND person = $2 ORDER BY place", MailOf, cityId, person);
        var links = new SqlQuery<Link>(
            $"SELECT {Link} FROM link WHERE city = $1 AND invitation IN (SELECT id FROM invitation WHERE city = $1 AND person = $2) ORDER BY place", LinkOf, cityId, person);
        await ReadTogetherAsync([mails, links], cancel).ConfigureAwait(false);
        return (mails.Found, links.Found);
    }

    /// <inheritdoc/>
    public async Task<Act> BeginAsync(Act act, CancellationToken cancel = default)
    {
        // The database itself holds each kind to one: see the unique indexes.
        var insert = new SqlStatement(
            $"""
            INSERT INTO act (city, {Act}) SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10
            WHERE EXISTS (SELECT 1 FROM person WHERE city = $1 AND id = $3) ON CONFLICT DO NOTHING
            """,
            ValuesOf(act));
        var same = act.Kind switch
        {
            ActKind.Signature or ActKind.PaperSignature => "kind IN ('Signature', 'PaperSignature')",
            ActKind.Refusal => "kind = 'Refusal'",
            _ => "kind = 'Question' AND entry IS NULL",
        };
        var begun = new SqlQuery<Act>(
            $"SELECT {Act} FROM act WHERE city = $1 AND person = $2 AND policy = $3 AND version = $4 AND (id = $5 OR {same}) ORDER BY CASE WHEN id = $5 THEN 0 ELSE 1 END",
            ActOf,
            cityId,
            act.Person,
            act.Policy,
            act.Version.ToString(),
            act.Id);
        await RunTogetherAsync(durable: true, [insert, begun], cancel).ConfigureAwait(false);
        return begun.Found.Count > 0 ? begun.Found[0] : throw new InvalidOperationException("Whoever is said to have done this is not on the roster. Nothing was begun.");
    }

    /// <inheritdoc/>
    public async Task FinishAsync(Act act, IReadOnlyCollection<Mail> mails, CancellationToken cancel = default)
    {
        await using var session = await WriteAsync(alone: false, cancel).ConfigureAwait(false);
        var finish = new SqlStatement(
            "UPDATE act SET kind = $1, entry = $2, recorded = $3, signed_on = $4 WHERE city = $5 AND id = $6 AND entry IS NULL",
            act.Kind.ToString(),
            act.Entry,
            act.Recorded,
            act.SignedOn,
            cityId,
            act.Id);
        var versions = VersionsQuery();
        var open = new SqlQuery<Invitation>($"SELECT {Invitation} FROM invitation WHERE city = $1 AND person = $2 AND policy = $3 AND ended IS NULL", InvitationOf, cityId, act.Person, act.Policy);
        await session.RunAsync([finish, versions, open], commits: false, cancel).ConfigureAwait(false);
        if (finish.Changed == 0)
            return;
        // It also answers invitations to other versions of the same round.
        var answered = act.IsSignature
            ? open.Found.Where(invitation => !versions.Found.Any(version => version.Policy == act.Policy && version.SignAgain && version.Version > act.Version && version.Version <= invitation.Version))
            : [];
        var ends = EndInvitations([.. answered.Select(invitation => invitation.Id)], InvitationEnd.Signature, act.Recorded ?? act.Begun);
        await session.RunAsync([.. ends, .. mails.Select(AddMail)], commits: true, cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task CorrectAsync(string act, CancellationToken cancel = default)
    {
        await using var session = await WriteAsync(alone: true, cancel).ConfigureAwait(false);
        await session.RunAsync("UPDATE act SET kind = 'Corrected' WHERE city = $1 AND id = $2 AND kind IN ('Signature', 'PaperSignature')", cancel, cityId, act).ConfigureAwait(false);
        await session.RunAsync(
            """
            UPDATE invitation SET ended_by = 'Revoked' WHERE city = $1 AND ended_by = 'Signature'
                AND EXISTS (SELECT 1 FROM act WHERE act.city = $1 AND act.id = $2 AND act.person = invitation.person AND act.policy = invitation.policy)
            """,
            cancel,
            cityId,
            act).ConfigureAwait(false);
        await session.CommitAsync(cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task ForgetAsync(IReadOnlyCollection<string> people, CancellationToken cancel = default)
    {
        await using (var session = await WriteAsync(alone: true, cancel).ConfigureAwait(false))
        {
            var addresses = new List<string>();
            foreach (var person in people)
            {
                addresses.AddRange(await session.ReadAsync(
                    """
                    SELECT email FROM person WHERE city = $1 AND id = $2 AND email IS NOT NULL
                    UNION SELECT address FROM mail WHERE city = $1 AND person = $2 AND kind IN ('Invitation', 'Reminder', 'NewLink', 'Receipt')
                    UNION SELECT address FROM link WHERE city = $1 AND invitation IN (SELECT id FROM invitation WHERE city = $1 AND person = $2)
                    """,
                    row => row.Text(0),
                    cancel,
                    cityId,
                    person).ConfigureAwait(false));
            }
            object?[][] gone = [.. people.Select(person => new object?[] { cityId, person })];
            foreach (var sql in (string[])[
                "DELETE FROM session WHERE city = $1 AND token IN (SELECT token FROM link WHERE city = $1 AND invitation IN (SELECT id FROM invitation WHERE city = $1 AND person = $2))",
                "DELETE FROM link WHERE city = $1 AND invitation IN (SELECT id FROM invitation WHERE city = $1 AND person = $2)",
                "DELETE FROM mail WHERE city = $1 AND person = $2",
                "DELETE FROM invitation WHERE city = $1 AND person = $2",
                "DELETE FROM answer WHERE city = $1 AND act IN (SELECT id FROM act WHERE city = $1 AND person = $2)",
                "DELETE FROM act WHERE city = $1 AND person = $2",
                "DELETE FROM paper WHERE city = $1 AND person = $2",
                "UPDATE staff_act SET person = NULL WHERE city = $1 AND person = $2",
                "DELETE FROM absence WHERE city = $1 AND person = $2",
                "UPDATE person SET supervisor = NULL WHERE city = $1 AND supervisor = $2",
                "DELETE FROM person WHERE city = $1 AND id = $2",
                // After the person: that somebody is gone is a change too, and its number must be higher than this row's.
                "DELETE FROM touched WHERE city = $1 AND person = $2",
            ])
            {
                await session.RunEachAsync(sql, gone, cancel).ConfigureAwait(false);
            }
            // Rosters that somebody is looking at before they count name them too.
            await session.RunAsync("DELETE FROM upload WHERE city = $1", cancel, cityId).ConfigureAwait(false);
            // Mails about others that went to them as a supervisor. An address that somebody else has by now is theirs.
            await session.RunEachAsync(
                "UPDATE mail SET address = '' WHERE city = $1 AND address = $2 AND NOT EXISTS (SELECT 1 FROM person WHERE city = $1 AND email = $2)",
                [.. addresses.Select(address => new object?[] { cityId, address })],
                cancel).ConfigureAwait(false);
            await session.CommitAsync(cancel).ConfigureAwait(false);
        }
        await EraseAsync(cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();

    /// <summary>A transaction that sees everything as it is at one moment.</summary>
    private protected abstract Task<SqlSession> ReadOnlyAsync(CancellationToken cancel);

    /// <summary>Something that is another whenever something was committed since it was asked before, by whomever; cheap to ask.</summary>
    private protected abstract Task<string> StateAsync(CancellationToken cancel);

    /// <summary>
    /// Asks for a number: the rows of whoever is changed after what the asking transaction sees will stand in <c>touched</c> with at least this one.
    /// The databases themselves write it there (triggers), whoever changes a row.
    /// </summary>
    private protected abstract string MarkSql { get; }

    /// <summary>A transaction that changes something.</summary>
    /// <param name="alone">Whether it waits until no other changes this city; otherwise it may run beside others that do not ask for that either.</param>
    /// <param name="durable">Whether it is on the disk when it is committed; otherwise a power cut may undo it, with what was done after it in the same way.</param>
    /// <param name="cancel">Ends the waiting.</param>
    private protected abstract Task<SqlSession> WriteAsync(bool alone, bool durable, CancellationToken cancel);

    private Task<SqlSession> WriteAsync(bool alone, CancellationToken cancel) => WriteAsync(alone, durable: true, cancel);

    /// <summary>Queries that see everything as it is at one moment.</summary>
    private async Task ReadTogetherAsync(IReadOnlyList<SqlStatement> queries, CancellationToken cancel)
    {
        await using var session = await ReadOnlyAsync(cancel).ConfigureAwait(false);
        await session.RunAsync(queries, commits: true, cancel).ConfigureAwait(false);
    }

    /// <summary>One query by itself.</summary>
    private async Task<List<T>> ReadOneAsync<T>(string sql, Func<SqlRow, T> read, CancellationToken cancel, params object?[] values)
    {
        var query = new SqlQuery<T>(sql, read, values);
        await ReadTogetherAsync([query], cancel).ConfigureAwait(false);
        return query.Found;
    }

    /// <summary>Statements that do not need each other's answers, in a transaction of their own.</summary>
    private async Task RunTogetherAsync(bool durable, IReadOnlyList<SqlStatement> statements, CancellationToken cancel)
    {
        await using var session = await WriteAsync(alone: false, durable, cancel).ConfigureAwait(false);
        await session.RunAsync(statements, commits: true, cancel).ConfigureAwait(false);
    }

    /// <summary>One statement that changes something, in a transaction of its own.</summary>
    /// <returns>How many rows it changed.</returns>
    private async Task<int> RunOneAsync(string sql, CancellationToken cancel, params object?[] values)
    {
        var statement = new SqlStatement(sql, values);
        await RunTogetherAsync(durable: true, [statement], cancel).ConfigureAwait(false);
        return statement.Changed;
    }

    /// <summary>Waits until nobody else sends this city's mails.</summary>
    private protected abstract Task<IAsyncDisposable> LockAsync(CancellationToken cancel);

    /// <summary>Overwrites what was removed.</summary>
    private protected abstract Task EraseAsync(CancellationToken cancel);

    private static SqlQuery<Person> PeopleQuery(string which, object?[] values)
    {
        // A city has few departments, titles and languages, and many people.
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        string Once(string text) => texts.TryGetValue(text, out var known) ? known : texts[text] = text;
        return new SqlQuery<Person>($"SELECT {Person} FROM person WHERE city = $1 {which} ORDER BY id", row => WithShared(PersonOf(row)), values);

        Person WithShared(Person person) => person with
        {
            Language = Once(person.Language),
            Department = Once(person.Department),
            Title = Once(person.Title),
            Supervisor = person.Supervisor is { } supervisor ? Once(supervisor) : null,
        };
    }

    private SqlQuery<AskedVersion> VersionsQuery() => new($"SELECT {Version} FROM version WHERE city = $1", VersionOf, cityId);

    private static List<AskedVersion> InOrder(IEnumerable<AskedVersion> versions) => [.. versions.OrderBy(version => version.Policy, StringComparer.Ordinal).ThenBy(version => version.Version)];

    private async Task EndLinksAsync(SqlSession session, IReadOnlyCollection<string> people, LinkEnd end, DateTimeOffset now, CancellationToken cancel)
    {
        await session.RunEachAsync(
            "UPDATE link SET ended_by = $1, ended = $2 WHERE city = $3 AND ended IS NULL AND invitation IN (SELECT id FROM invitation WHERE city = $3 AND person = $4)",
            [.. people.Select(person => new object?[] { end.ToString(), now, cityId, person })],
            cancel).ConfigureAwait(false);
        await session.RunEachAsync(
            "UPDATE invitation SET link_expires = NULL WHERE city = $1 AND person = $2 AND ended IS NULL",
            [.. people.Select(person => new object?[] { cityId, person })],
            cancel).ConfigureAwait(false);
    }

    /// <summary>Ends open invitations to versions before those that open a round.</summary>
    private async Task SupersedeAsync(SqlSession session, IReadOnlyCollection<(string Policy, PolicyVersion Version)> rounds, DateTimeOffset now, CancellationToken cancel)
    {
        if (rounds.Count == 0)
            return;
        var open = await session.ReadAsync($"SELECT {Invitation} FROM invitation WHERE city = $1 AND ended IS NULL", InvitationOf, cancel, cityId).ConfigureAwait(false);
        var superseded = open.Where(invitation => rounds.Any(round => round.Policy == invitation.Policy && invitation.Version < round.Version)).Select(invitation => invitation.Id);
        await session.RunAsync([.. EndInvitations([.. superseded], InvitationEnd.Superseded, now)], commits: false, cancel).ConfigureAwait(false);
    }

    // Of one that was ended already, the links and mails were too.
    private IEnumerable<SqlStatement> EndInvitations(IReadOnlyCollection<string> invitations, InvitationEnd end, DateTimeOffset now) =>
    [
        .. invitations.Select(invitation => new SqlStatement(
            $"UPDATE invitation SET ended_by = $1, ended = $2, link_expires = NULL WHERE city = $3 AND id = $4 AND {IsOpen}", end.ToString(), now, cityId, invitation)),
        // The reasons that end an invitation have the same names for its links.
        .. invitations.Select(invitation => new SqlStatement(
            "UPDATE link SET ended_by = $1, ended = $2 WHERE city = $3 AND invitation = $4 AND ended IS NULL", end.ToString(), now, cityId, invitation)),
        .. invitations.Select(invitation => new SqlStatement(
            $"UPDATE mail SET state = 'Cancelled' WHERE city = $1 AND invitation = $2 AND {IsWaiting} AND kind IN {Asking}", cityId, invitation)),
    ];

    /// <summary>Cancels mails that wait to go to former addresses, and queues them anew to the present ones.</summary>
    private async Task ReaddressAsync(SqlSession session, List<RosterChange> moved, CancellationToken cancel)
    {
        if (moved.Count == 0)
            return;
        var people = moved.ToDictionary(change => change.After.Id, StringComparer.Ordinal);
        var supervisors = moved.Where(change => change.Before?.Email is not null).ToDictionary(change => change.Before!.Email!, StringComparer.Ordinal);
        RosterChange? Addressee(Mail mail) => mail.Kind switch
        {
            MailKind.SupervisorNotice => supervisors.GetValueOrDefault(mail.Address),
            MailKind.QuestionsNotice => null,
            _ => people.GetValueOrDefault(mail.Person),
        };
        var waiting = await session.ReadAsync($"SELECT {Mail} FROM mail WHERE city = $1 AND state IN {Waiting} ORDER BY place", MailOf, cancel, cityId).ConfigureAwait(false);
        var stale = waiting.Select(mail => (Mail: mail, Addressee: Addressee(mail)?.After)).Where(stale => stale.Addressee is not null).ToList();
        await session.RunEachAsync("UPDATE mail SET state = 'Cancelled' WHERE city = $1 AND id = $2", [.. stale.Select(stale => new object?[] { cityId, stale.Mail.Id })], cancel).ConfigureAwait(false);
        // One that is being sent may have arrived; what to do then is for the next reminder.
        var again = stale.Where(stale => stale.Mail.State == MailState.Queued && stale.Addressee!.Email is not null)
            .Select(stale => stale.Mail with { Id = RandomId.Fresh(), Address = stale.Addressee!.Email!, Attempts = 0, Reply = null });
        await session.RunAsync([.. again.Select(AddMail)], commits: false, cancel).ConfigureAwait(false);
    }

    /// <summary>Adds a mail, unless the same is waiting already or, of those that are counted, was sent; one that asks, only to an open invitation.</summary>
    private SqlStatement AddMail(Mail mail) => new(
        $"""
        INSERT INTO mail (city, {Mail}) SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15
        WHERE EXISTS (SELECT 1 FROM person WHERE city = $1 AND id = $4)
            AND ($3 NOT IN {Asking} OR EXISTS (SELECT 1 FROM invitation WHERE city = $1 AND id = $5 AND {IsOpen}))
            AND NOT EXISTS (SELECT 1 FROM mail WHERE city = $1 AND invitation = $5 AND kind = $3 AND number = $7 AND coalesce(entry, -1) = coalesce(CAST($8 AS bigint), -1)
                AND ({IsWaiting} OR number > 0 AND state || '' = 'Sent'))
        ON CONFLICT DO NOTHING
        """,
        ValuesOf(mail));

    private async Task NoteSentAsync(SqlSession session, IReadOnlyList<MailOutcome> sent, DateTimeOffset now, CancellationToken cancel)
    {
        // The sums with 0 keep a planner from looking for the newest place backwards through all links, instead of through the mail's few.
        // One that was cancelled while it was being sent, was sent all the same.
        var changed = await session.RunEachAsync(
            "UPDATE mail SET state = 'Sent', reply = $1, sent = $2, message_id = $3 WHERE city = $4 AND id = $5 AND state || '' IN ('Queued', 'Sending', 'Cancelled')",
            [.. sent.Select(outcome => new object?[] { ReplyOf(outcome), now, outcome.MessageId, cityId, outcome.Mail })],
            cancel).ConfigureAwait(false);
        object?[][] rows = [.. sent.Where((_, i) => changed[i] > 0).Select(outcome => new object?[] { now, cityId, outcome.Mail })];
        await session.RunEachAsync(
            """
            UPDATE link SET ended_by = 'Rotated', ended = $1
            WHERE city = $2 AND ended IS NULL AND invitation = (SELECT invitation FROM mail WHERE city = $2 AND id = $3)
                AND place + 0 < (SELECT max(newest.place + 0) FROM link AS newest WHERE newest.city = $2 AND newest.mail = $3)
            """,
            rows,
            cancel).ConfigureAwait(false);
        await session.RunEachAsync(
            $"""
            UPDATE invitation SET last_sent = $1, bounce = NULL, link_expires = {CurrentExpiry},
                reminders = reminders + (SELECT count(*) FROM mail WHERE city = $2 AND id = $3 AND kind = 'Reminder' AND number > 0)
            WHERE city = $2 AND id = (SELECT invitation FROM mail WHERE city = $2 AND id = $3 AND kind IN {WithLink})
            """,
            rows,
            cancel).ConfigureAwait(false);
    }

    private async Task NoteNotSentAsync(SqlSession session, IReadOnlyList<MailOutcome> outcomes, DateTimeOffset now, CancellationToken cancel)
    {
        var changed = await session.RunEachAsync(
            $"UPDATE mail SET state = $1, reply = $2, not_before = $3 WHERE city = $4 AND id = $5 AND ({IsWaiting} OR state || '' = 'Cancelled' AND $1 <> 'Queued')",
            [.. outcomes.Select(outcome => new object?[] { outcome.State.ToString(), ReplyOf(outcome), outcome.NotBefore ?? now, cityId, outcome.Mail })],
            cancel).ConfigureAwait(false);
        var noted = outcomes.Where((_, i) => changed[i] > 0).ToList();
        await session.RunEachAsync(
            "UPDATE link SET ended_by = 'NotSent', ended = $1 WHERE city = $2 AND ended IS NULL AND place = (SELECT max(newest.place + 0) FROM link AS newest WHERE newest.city = $2 AND newest.mail = $3)",
            [.. noted.Where(outcome => !outcome.MayHaveArrived).Select(outcome => new object?[] { now, cityId, outcome.Mail })],
            cancel).ConfigureAwait(false);
        const string OfMail = $"WHERE city = $1 AND id = (SELECT invitation FROM mail WHERE city = $1 AND id = $2 AND kind IN {WithLink})";
        await session.RunEachAsync($"UPDATE invitation SET link_expires = {CurrentExpiry} {OfMail}", [.. noted.Select(outcome => new object?[] { cityId, outcome.Mail })], cancel).ConfigureAwait(false);
        await session.RunEachAsync(
            $"UPDATE invitation SET bounce = $3 {OfMail}",
            [.. noted.Where(outcome => outcome.State == MailState.Bounced).Select(outcome => new object?[] { cityId, outcome.Mail, ReplyOf(outcome) ?? "" })],
            cancel).ConfigureAwait(false);
    }

    // PostgreSQL keeps no U+0000; a mail server may say anything.
    private static string? ReplyOf(MailOutcome outcome) => outcome.Reply?.Replace('\0', '\uFFFD');

    private static AskedVersion VersionOf(SqlRow row) => new(
        row.Text(0), Number(row.Text(1)), row.Text(2), row.Day(3), new ContentHash(row.Bytes(4)), new ContentHash(row.Bytes(5)), row.YesNo(6), row.Text(7), row.Number(8), row.Time(9));

    private static Person PersonOf(SqlRow row) => new()
    {
        Id = row.Text(0),
        Name = row.Text(1),
        Email = row.TextOrNull(2),
        Language = row.Text(3),
        Department = row.Text(4),
        Title = row.Text(5),
        Supervisor = row.TextOrNull(6),
        Hired = row.DayOrNull(7),
        Left = row.DayOrNull(8),
        MayPost = row.YesNo(9),
    };

    private static Invitation InvitationOf(SqlRow row) => new()
    {
        Id = row.Text(0),
        Person = row.Text(1),
        Policy = row.Text(2),
        Version = Number(row.Text(3)),
        Opened = row.Time(4),
        Due = row.Day(5),
        Reminders = (int)row.Number(6),
        LastSent = row.TimeOrNull(7),
        LinkExpires = row.TimeOrNull(8),
        Bounce = row.TextOrNull(9),
        End = row.OneOrNull<InvitationEnd>(10),
        Ended = row.TimeOrNull(11),
    };

    private static Link LinkOf(SqlRow row) => new()
    {
        Token = new ContentHash(row.Bytes(0)),
        Invitation = row.Text(1),
        Mail = row.Text(2),
        Address = row.Text(3),
        Issued = row.Time(4),
        Expires = row.Time(5),
        End = row.OneOrNull<LinkEnd>(6),
        Ended = row.TimeOrNull(7),
    };

    private static Mail MailOf(SqlRow row) => new()
    {
        Id = row.Text(0),
        Kind = row.One<MailKind>(1),
        Person = row.Text(2),
        Invitation = row.TextOrNull(3),
        Address = row.Text(4),
        Number = (int)row.Number(5),
        Entry = row.NumberOrNull(6),
        Queued = row.Time(7),
        NotBefore = row.Time(8),
        State = row.One<MailState>(9),
        MessageId = row.TextOrNull(10),
        Attempts = (int)row.Number(11),
        Reply = row.TextOrNull(12),
        Sent = row.TimeOrNull(13),
    };

    private static Act ActOf(SqlRow row) => new()
    {
        Id = row.Text(0),
        Person = row.Text(1),
        Policy = row.Text(2),
        Version = Number(row.Text(3)),
        Kind = row.One<ActKind>(4),
        Begun = row.Time(5),
        Entry = row.NumberOrNull(6),
        Recorded = row.TimeOrNull(7),
        SignedOn = row.DayOrNull(8),
    };

    private static Leave LeaveOf(SqlRow row) => new(row.Text(0), row.Day(1), row.DayOrNull(2));

    private static PolicyVersion Number(string text) =>
        PolicyVersion.TryParse(text, out var version) ? version : throw new InvalidDataException($"The database holds the version '{text}', which is none.");

    private object?[] ValuesOf(Person person) =>
        [cityId, person.Id, person.Name, person.Email, person.Language, person.Department, person.Title, person.Supervisor, person.Hired, person.Left, person.MayPost];

    private object?[] ValuesOf(AskedVersion version) =>
    [
        cityId, version.Policy, version.Version.ToString(), version.Title, version.Effective, version.Document.Span.ToArray(), version.Page.Span.ToArray(), version.SignAgain, version.Decision,
        version.Entry, version.Published,
    ];

    private object?[] ValuesOf(Invitation invitation) =>
    [
        cityId, invitation.Id, invitation.Person, invitation.Policy, invitation.Version.ToString(), invitation.Opened, invitation.Due, (long)invitation.Reminders, invitation.LastSent,
        invitation.LinkExpires, invitation.Bounce, invitation.End?.ToString(), invitation.Ended,
    ];

    private object?[] ValuesOf(Link link) =>
        [cityId, link.Token.Span.ToArray(), link.Invitation, link.Mail, link.Address, link.Issued, link.Expires, link.End?.ToString(), link.Ended];

    private object?[] ValuesOf(Mail mail) =>
    [
        cityId, mail.Id, mail.Kind.ToString(), mail.Person, mail.Invitation, mail.Address, (long)mail.Number, mail.Entry, mail.Queued, mail.NotBefore, mail.State.ToString(),
        mail.MessageId, (long)mail.Attempts, mail.Reply, mail.Sent,
    ];

    private object?[] ValuesOf(Act act) =>
        [cityId, act.Id, act.Person, act.Policy, act.Version.ToString(), act.Kind.ToString(), act.Begun, act.Entry, act.Recorded, act.SignedOn];

    /// <summary>What was read last, so that pages that are looked at one after the other do not read fifty thousand people each.</summary>
    private sealed record LastRead(string State, long Mark, Campaign Campaign);
}
