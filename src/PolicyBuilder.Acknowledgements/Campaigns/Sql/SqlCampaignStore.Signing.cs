using PolicyBuilder.Acknowledgements.Entries;
using PolicyBuilder.Acknowledgements.Signing;

namespace PolicyBuilder.Acknowledgements.Campaigns.Sql;

/// <content>
/// What the pages ask: about one person at a time, by index. What they note on the way to a signature need not survive a power cut: the
/// person would take the last steps again. The signature itself is another matter, and not kept here.
/// </content>
public abstract partial class SqlCampaignStore
{
    /// <inheritdoc/>
    public async Task<Addressee?> FindAsync(ContentHash token, CancellationToken cancel = default)
    {
        await using var session = await ReadOnlyAsync(cancel).ConfigureAwait(false);
        var links = await session.ReadAsync($"SELECT {Link}, fetched FROM link WHERE city = $1 AND token = $2", row => (LinkOf(row), Fetched: row.TimeOrNull(8)), cancel, cityId, token.Span.ToArray()).ConfigureAwait(false);
        if (links is not [var (link, fetched)])
            return null;
        var invitation = (await session.ReadAsync($"SELECT {Invitation} FROM invitation WHERE city = $1 AND id = $2", InvitationOf, cancel, cityId, link.Invitation).ConfigureAwait(false)).Single();
        var person = (await session.ReadAsync($"SELECT {Person} FROM person WHERE city = $1 AND id = $2", PersonOf, cancel, cityId, invitation.Person).ConfigureAwait(false)).Single();
        var mail = (await session.ReadAsync($"SELECT {Mail} FROM mail WHERE city = $1 AND id = $2", MailOf, cancel, cityId, link.Mail).ConfigureAwait(false)).Single();
        var acts = await session.ReadAsync($"SELECT {Act} FROM act WHERE city = $1 AND person = $2 AND policy = $3 ORDER BY place", ActOf, cancel, cityId, person.Id, invitation.Policy).ConfigureAwait(false);
        var versions = (await VersionsAsync(session, cancel).ConfigureAwait(false)).Where(version => version.Policy == invitation.Policy).ToList();
        return new Addressee(link, invitation, person, mail, versions, acts, fetched);
    }

    /// <inheritdoc/>
    public Task NoteFetchAsync(ContentHash token, DateTimeOffset now, CancellationToken cancel = default) =>
        RunOneAsync(durable: false, "UPDATE link SET fetched = $1 WHERE city = $2 AND token = $3 AND fetched IS NULL", cancel, now, cityId, token.Span.ToArray());

    /// <inheritdoc/>
    public async Task<SigningSession?> FindSessionAsync(ContentHash id, CancellationToken cancel = default)
    {
        await using var session = await ReadOnlyAsync(cancel).ConfigureAwait(false);
        var found = await session.ReadAsync("SELECT content FROM session WHERE city = $1 AND id = $2", row => SigningSessionJson.Read(row.Bytes(0)), cancel, cityId, id.Span.ToArray()).ConfigureAwait(false);
        return found.Count == 0 ? null : found[0];
    }

    /// <inheritdoc/>
    public Task SaveSessionAsync(SigningSession session, CancellationToken cancel = default) => RunOneAsync(
        durable: false,
        """
        INSERT INTO session (city, id, token, seen, content) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (city, id) DO UPDATE SET seen = excluded.seen, content = excluded.content
        """,
        cancel,
        cityId,
        session.Id.Span.ToArray(),
        session.Token.Span.ToArray(),
        session.Seen.Utc,
        SigningSessionJson.Write(session));

    /// <inheritdoc/>
    public Task EndSessionsAsync(DateTimeOffset unusedSince, CancellationToken cancel = default) =>
        RunOneAsync(durable: false, "DELETE FROM session WHERE city = $1 AND seen < $2", cancel, cityId, unusedSince);
}
