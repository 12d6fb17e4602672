using PolicyBuilder.Acknowledgements.Entries;
using PolicyBuilder.Acknowledgements.Staff;
using PolicyBuilder.Model.Configuration;

namespace PolicyBuilder.Acknowledgements.Campaigns.Sql;

/// <content>Who may sign in to the city's own pages, and what they did there.</content>
public abstract partial class SqlCampaignStore
{
    private const string Account = "id, sign_in, name, role, created, closed, proof, revision";

    private const string ToThePerson = "('Invitation', 'Reminder', 'NewLink', 'Receipt')";

    private const string Paper = "id, person, policy, version, signed_on, scan, kept_at, entered_by, entered_by_name, entered";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Account>> ReadAccountsAsync(CancellationToken cancel = default)
    {
        return await ReadOneAsync($"SELECT {Account} FROM account WHERE city = $1 ORDER BY name, id", AccountOf, cancel, cityId).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<Account?> FindAccountAsync(string id, CancellationToken cancel = default)
    {
        return (await ReadOneAsync($"SELECT {Account} FROM account WHERE city = $1 AND id = $2", AccountOf, cancel, cityId, id).ConfigureAwait(false)).SingleOrDefault();
    }

    /// <inheritdoc/>
    public async Task<Account?> SaveAccountAsync(Account account, CancellationToken cancel = default)
    {
        var changed = await RunOneAsync(
            account.Revision == 0
                ? $"INSERT INTO account (city, {Account}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, CAST($9 AS bigint) + 1) ON CONFLICT DO NOTHING"
                : """
                UPDATE account SET sign_in = $3, name = $4, role = $5, created = $6, closed = $7, proof = $8, revision = $9 + 1
                WHERE city = $1 AND id = $2 AND revision = $9 AND NOT EXISTS (SELECT 1 FROM account AS other WHERE other.city = $1 AND other.sign_in = $3 AND other.id <> $2)
                """,
            cancel,
            cityId,
            account.Id,
            account.Key,
            account.Name,
            account.Role.ToString(),
            account.Created,
            account.Closed,
            account.Proof.ToArray(),
            account.Revision).ConfigureAwait(false);
        return changed == 0 ? null : account with { Revision = account.Revision + 1 };
    }

    /// <inheritdoc/>
    public Task NoteAsync(StaffAct act, CancellationToken cancel = default) => RunOneAsync(
        "INSERT INTO staff_act (city, time, account, by_name, what, person) VALUES ($1, $2, $3, $4, $5, $6)", cancel, cityId, act.Time, act.Account, act.By, act.What, act.Person);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StaffAct>> ReadActsAsync(int most, long? before = null, CancellationToken cancel = default)
    {
        return await ReadOneAsync(
            "SELECT place, time, account, by_name, what, person FROM staff_act WHERE city = $1 AND place < $2 ORDER BY place DESC LIMIT $3",
            row => new StaffAct(row.Number(0), row.Time(1), row.Text(2), row.Text(3), row.Text(4), row.TextOrNull(5)),
            cancel,
            cityId,
            before ?? long.MaxValue,
            (long)most).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task KeepUploadAsync(string id, string account, string name, ReadOnlyMemory<byte> content, DateTimeOffset now, DateTimeOffset forgetBefore, CancellationToken cancel = default)
    {
        var forget = new SqlStatement("DELETE FROM upload WHERE city = $1 AND (account = $2 OR kept < $3)", cityId, account, forgetBefore);
        var keep = new SqlStatement("INSERT INTO upload (city, id, account, name, content, kept) VALUES ($1, $2, $3, $4, $5, $6)", cityId, id, account, name, content.ToArray(), now);
        await RunTogetherAsync(durable: true, [forget, keep], cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<(string Name, ReadOnlyMemory<byte> Content)?> FindUploadAsync(string id, string account, CancellationToken cancel = default)
    {
        var found = await ReadOneAsync<(string, ReadOnlyMemory<byte>)>(
            "SELECT name, content FROM upload WHERE city = $1 AND id = $2 AND account = $3", row => (row.Text(0), row.Bytes(1)), cancel, cityId, id, account).ConfigureAwait(false);
        return found.Count == 0 ? null : found[0];
    }

    /// <inheritdoc/>
    public Task ForgetUploadAsync(string id, CancellationToken cancel = default) => RunOneAsync("DELETE FROM upload WHERE city = $1 AND id = $2", cancel, cityId, id);

    /// <inheritdoc/>
    public async Task KeepPaperAsync(PaperEntry paper, CancellationToken cancel = default)
    {
        var forget = new SqlStatement("DELETE FROM paper WHERE city = $1 AND person = $2 AND policy = $3 AND version = $4", cityId, paper.Person, paper.Policy, paper.Version.ToString());
        var keep = new SqlStatement(
            $"INSERT INTO paper (city, {Paper}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            cityId,
            paper.Id,
            paper.Person,
            paper.Policy,
            paper.Version.ToString(),
            paper.SignedOn,
            paper.Scan?.Span.ToArray(),
            paper.KeptAt,
            paper.EnteredBy,
            paper.EnteredByName,
            paper.Entered);
        await RunTogetherAsync(durable: true, [forget, keep], cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<PaperEntry>> ReadPapersAsync(CancellationToken cancel = default)
    {
        return await ReadOneAsync($"SELECT {Paper} FROM paper WHERE city = $1 ORDER BY entered, id", PaperOf, cancel, cityId).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task ForgetPaperAsync(string id, CancellationToken cancel = default) => RunOneAsync("DELETE FROM paper WHERE city = $1 AND id = $2", cancel, cityId, id);

    /// <inheritdoc/>
    public Task AnswerAsync(Answered answer, CancellationToken cancel = default) => RunOneAsync(
        """
        INSERT INTO answer (city, act, by_name, time, words) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (city, act) DO UPDATE SET by_name = excluded.by_name, time = excluded.time, words = excluded.words
        """,
        cancel,
        cityId,
        answer.Act,
        answer.By,
        answer.Time,
        answer.Words);

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, Answered>> ReadAnswersAsync(CancellationToken cancel = default)
    {
        var answers = await ReadOneAsync(
            "SELECT act, by_name, time, words FROM answer WHERE city = $1", row => new Answered(row.Text(0), row.Text(1), row.Time(2), row.Text(3)), cancel, cityId).ConfigureAwait(false);
        return answers.ToDictionary(answer => answer.Act, StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Mail>> ReadFailedMailsAsync(int most, CancellationToken cancel = default)
    {
        return await ReadOneAsync(
            $"""
            SELECT {Mail} FROM mail WHERE city = $1 AND state IN ('Bounced', 'GivenUp')
                AND (kind NOT IN {Asking} OR EXISTS (SELECT 1 FROM invitation WHERE invitation.city = $1 AND invitation.id = mail.invitation AND invitation.ended IS NULL))
                AND (kind NOT IN {ToThePerson} OR EXISTS (SELECT 1 FROM person WHERE person.city = $1 AND person.id = mail.person AND person.email = mail.address))
                AND NOT EXISTS (SELECT 1 FROM mail AS later WHERE later.city = $1 AND later.person = mail.person AND later.place > mail.place AND later.state IN ('Queued', 'Sending', 'Sent')
                    AND coalesce(later.invitation, '') = coalesce(mail.invitation, '') AND (later.kind = mail.kind OR later.kind IN {WithLink} AND mail.kind IN {WithLink}))
            ORDER BY place DESC LIMIT $2
            """,
            MailOf,
            cancel,
            cityId,
            (long)most).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task DecideAsync(string policy, PolicyVersion version, bool signAgain, string decision, DateTimeOffset now, CancellationToken cancel = default)
    {
        await using var session = await WriteAsync(alone: true, cancel).ConfigureAwait(false);
        var changed = await session.RunAsync(
            "UPDATE version SET sign_again = $1, decision = $2 WHERE city = $3 AND policy = $4 AND version = $5", cancel, signAgain, decision, cityId, policy, version.ToString()).ConfigureAwait(false);
        if (changed > 0 && signAgain)
            await SupersedeAsync(session, [(policy, version)], now, cancel).ConfigureAwait(false);
        await session.CommitAsync(cancel).ConfigureAwait(false);
    }

    private static Account AccountOf(SqlRow row) => new()
    {
        Id = row.Text(0),
        Key = row.Text(1),
        Name = row.Text(2),
        Role = row.One<StaffRole>(3),
        Created = row.Time(4),
        Closed = row.YesNo(5),
        Proof = row.Bytes(6),
        Revision = row.Number(7),
    };

    private static PaperEntry PaperOf(SqlRow row) => new()
    {
        Id = row.Text(0),
        Person = row.Text(1),
        Policy = row.Text(2),
        Version = Number(row.Text(3)),
        SignedOn = row.Day(4),
        Scan = row.BytesOrNull(5) is { } scan ? new ContentHash(scan) : null,
        KeptAt = row.TextOrNull(6),
        EnteredBy = row.Text(7),
        EnteredByName = row.Text(8),
        Entered = row.Time(9),
    };
}
