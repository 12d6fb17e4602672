using PolicyBuilder.Acknowledgements.Entries;
using PolicyBuilder.Acknowledgements.Roster;
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
        var addressee = new AddresseeQuery(this, "$2", token);
        await ReadTogetherAsync(addressee.Queries, cancel).ConfigureAwait(false);
        return addressee.Found;
    }

    /// <inheritdoc/>
    public Task NoteFetchAsync(ContentHash token, DateTimeOffset now, CancellationToken cancel = default) =>
        RunTogetherAsync(durable: false, [new("UPDATE link SET fetched = $1 WHERE city = $2 AND token = $3 AND fetched IS NULL", now, cityId, token.Span.ToArray())], cancel);

    /// <inheritdoc/>
    public async Task<(SigningSession Session, Addressee? Addressee)?> FindSessionAsync(ContentHash id, CancellationToken cancel = default)
    {
        var session = new SqlQuery<SigningSession>("SELECT content FROM session WHERE city = $1 AND id = $2", row => SigningSessionJson.Read(row.Bytes(0)), cityId, id.Span.ToArray());
        var addressee = new AddresseeQuery(this, "(SELECT token FROM session WHERE city = $1 AND id = $2)", id);
        await ReadTogetherAsync([session, .. addressee.Queries], cancel).ConfigureAwait(false);
        return session.Found is [var found] ? (found, addressee.Found) : null;
    }

    /// <inheritdoc/>
    public Task SaveSessionAsync(SigningSession session, CancellationToken cancel = default) => RunTogetherAsync(
        durable: false,
        [
            new(
                """
                INSERT INTO session (city, id, token, seen, content) VALUES ($1, $2, $3, $4, $5)
                ON CONFLICT (city, id) DO UPDATE SET seen = excluded.seen, content = excluded.content
                """,
                cityId,
                session.Id.Span.ToArray(),
                session.Token.Span.ToArray(),
                session.Seen.Utc,
                SigningSessionJson.Write(session)),
        ],
        cancel);

    /// <inheritdoc/>
    public Task EndSessionsAsync(DateTimeOffset unusedSince, CancellationToken cancel = default) =>
        RunTogetherAsync(durable: false, [new("DELETE FROM session WHERE city = $1 AND seen < $2", cityId, unusedSince)], cancel);

    /// <summary>The questions, in one round trip, that tell whom a link was sent to.</summary>
    /// <param name="store">Whose city is asked about.</param>
    /// <param name="token">The link's token, an expression of the second parameter.</param>
    /// <param name="key">The second parameter.</param>
    private sealed class AddresseeQuery(SqlCampaignStore store, string token, ContentHash key)
    {
        private readonly SqlQuery<(Link Link, DateTimeOffset? Fetched)> link = store.About($"SELECT {Link}, fetched FROM link WHERE city = $1 AND token = {token}", row => (LinkOf(row), row.TimeOrNull(8)), key);
        private readonly SqlQuery<Invitation> invitation = store.About($"SELECT {Invitation} FROM invitation WHERE city = $1 AND id = {Of("invitation", token)}", InvitationOf, key);
        private readonly SqlQuery<Mail> mail = store.About($"SELECT {Mail} FROM mail WHERE city = $1 AND id = {Of("mail", token)}", MailOf, key);
        private readonly SqlQuery<Person> person = store.About(
            $"SELECT {Person} FROM person WHERE city = $1 AND id = (SELECT person FROM invitation WHERE city = $1 AND id = {Of("invitation", token)})", PersonOf, key);
        private readonly SqlQuery<Act> acts = store.About(
            $"""
            SELECT {Act} FROM act WHERE city = $1 AND person = (SELECT person FROM invitation WHERE city = $1 AND id = {Of("invitation", token)})
                AND policy = (SELECT policy FROM invitation WHERE city = $1 AND id = {Of("invitation", token)}) ORDER BY place
            """,
            ActOf,
            key);
        private readonly SqlQuery<AskedVersion> versions = store.VersionsQuery();

        public IReadOnlyList<SqlStatement> Queries => [link, invitation, mail, person, acts, versions];

        /// <summary>Whom, once the questions were asked; null if there is no such link.</summary>
        public Addressee? Found => link.Found is not [var (found, fetched)]
            ? null
            : new Addressee(
                found,
                invitation.Found.Single(),
                person.Found.Single(),
                mail.Found.Single(),
                InOrder(versions.Found.Where(version => version.Policy == invitation.Found[0].Policy)),
                acts.Found,
                fetched);

        private static string Of(string column, string token) => $"(SELECT {column} FROM link WHERE city = $1 AND token = {token})";
    }

    private SqlQuery<T> About<T>(string sql, Func<SqlRow, T> read, ContentHash key) => new(sql, read, cityId, key.Span.ToArray());
}
