using PolicyBuilder.Ledger.Sqlite;

namespace PolicyBuilder.Acknowledgements.Campaigns.Sqlite;

/// <summary>The tables in a SQLite file, and how they came to be: a list of steps that only grows.</summary>
internal static class SqliteCampaignSchema
{
    /// <summary>Marks the file as ours in its header, where <c>file(1)</c> and other programs look: "PBPL".</summary>
    private const int ApplicationId = 0x5042504C;

    /// <summary>Asks which change the next one will be.</summary>
    internal const string NextChange = "SELECT coalesce(max(change), 0) + 1 FROM touched";

    // A step that was released is never edited; a change of mind is a new step. Indexes begin with what tells rows apart, never with the
    // city: while a table is small, a planner may take any index that begins with something it is asked for, and keep to it as the table grows.
    private static readonly string[] Steps =
    [
        """
        CREATE TABLE city (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
        -- Days are kept as 2027-01-31, times as milliseconds since 1970 in UTC.
        CREATE TABLE person (city INTEGER NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, email TEXT, language TEXT NOT NULL, department TEXT NOT NULL, title TEXT NOT NULL,
            supervisor TEXT, hired TEXT, left_on TEXT, may_post INTEGER NOT NULL, PRIMARY KEY (city, id)) STRICT, WITHOUT ROWID;
        CREATE TABLE version (city INTEGER NOT NULL, policy TEXT NOT NULL, version TEXT NOT NULL, title TEXT NOT NULL, effective TEXT NOT NULL, document BLOB NOT NULL,
            page BLOB NOT NULL, sign_again INTEGER NOT NULL, decision TEXT NOT NULL, entry INTEGER NOT NULL, published INTEGER NOT NULL, PRIMARY KEY (city, policy, version)) STRICT, WITHOUT ROWID;
        CREATE TABLE invitation (place INTEGER PRIMARY KEY, city INTEGER NOT NULL, id TEXT NOT NULL, person TEXT NOT NULL, policy TEXT NOT NULL, version TEXT NOT NULL,
            opened INTEGER NOT NULL, due TEXT NOT NULL, reminders INTEGER NOT NULL, last_sent INTEGER, link_expires INTEGER, bounce TEXT, ended_by TEXT, ended INTEGER) STRICT;
        CREATE UNIQUE INDEX invitation_id ON invitation (id, city);
        CREATE INDEX invitation_of ON invitation (person, policy, version, city);
        CREATE UNIQUE INDEX invitation_open ON invitation (person, policy, version, city) WHERE ended IS NULL;
        CREATE TABLE link (place INTEGER PRIMARY KEY, city INTEGER NOT NULL, token BLOB NOT NULL, invitation TEXT NOT NULL, mail TEXT NOT NULL, address TEXT NOT NULL,
            issued INTEGER NOT NULL, expires INTEGER NOT NULL, ended_by TEXT, ended INTEGER) STRICT;
        CREATE UNIQUE INDEX link_token ON link (token, city);
        CREATE INDEX link_of ON link (invitation, city);
        CREATE INDEX link_in ON link (mail, city);
        CREATE TABLE mail (place INTEGER PRIMARY KEY, city INTEGER NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, person TEXT NOT NULL, invitation TEXT, address TEXT NOT NULL,
            number INTEGER NOT NULL, entry INTEGER, queued INTEGER NOT NULL, not_before INTEGER NOT NULL, state TEXT NOT NULL, message_id TEXT, attempts INTEGER NOT NULL, reply TEXT, sent INTEGER) STRICT;
        CREATE UNIQUE INDEX mail_id ON mail (id, city);
        CREATE INDEX mail_of ON mail (invitation, city);
        CREATE INDEX mail_about ON mail (person, city);
        CREATE INDEX mail_state ON mail (state, city, place);
        CREATE TABLE act (place INTEGER PRIMARY KEY, city INTEGER NOT NULL, id TEXT NOT NULL, person TEXT NOT NULL, policy TEXT NOT NULL, version TEXT NOT NULL, kind TEXT NOT NULL,
            begun INTEGER NOT NULL, entry INTEGER, recorded INTEGER, signed_on TEXT) STRICT;
        CREATE UNIQUE INDEX act_id ON act (id, city);
        CREATE UNIQUE INDEX act_signature ON act (person, policy, version, city) WHERE kind IN ('Signature', 'PaperSignature');
        CREATE UNIQUE INDEX act_refusal ON act (person, policy, version, city) WHERE kind = 'Refusal';
        CREATE UNIQUE INDEX act_question ON act (person, policy, version, city) WHERE kind = 'Question' AND entry IS NULL;
        CREATE INDEX act_entry ON act (entry, city);
        CREATE TABLE absence (city INTEGER NOT NULL, person TEXT NOT NULL, first_day TEXT NOT NULL, last_day TEXT, PRIMARY KEY (city, person, first_day)) STRICT, WITHOUT ROWID;
        """,
        """
        -- When a link was fetched first, and what happened between opening it and signing: JSON, for minutes.
        ALTER TABLE link ADD COLUMN fetched INTEGER;
        CREATE TABLE session (city INTEGER NOT NULL, id BLOB NOT NULL, token BLOB NOT NULL, seen INTEGER NOT NULL, content BLOB NOT NULL, PRIMARY KEY (city, id)) STRICT, WITHOUT ROWID;
        CREATE INDEX session_seen ON session (city, seen);
        """,
        """
        -- The city's own people: who may sign in, what they did, what waits for one of them.
        CREATE TABLE account (city INTEGER NOT NULL, id TEXT NOT NULL, sign_in TEXT NOT NULL, name TEXT NOT NULL, role TEXT NOT NULL, created INTEGER NOT NULL, closed INTEGER NOT NULL,
            proof BLOB NOT NULL, revision INTEGER NOT NULL, PRIMARY KEY (city, id)) STRICT, WITHOUT ROWID;
        CREATE UNIQUE INDEX account_sign_in ON account (sign_in, city);
        CREATE TABLE staff_act (place INTEGER PRIMARY KEY, city INTEGER NOT NULL, time INTEGER NOT NULL, account TEXT NOT NULL, by_name TEXT NOT NULL, what TEXT NOT NULL, person TEXT) STRICT;
        CREATE INDEX staff_act_about ON staff_act (person, city);
        CREATE TABLE upload (city INTEGER NOT NULL, id TEXT NOT NULL, account TEXT NOT NULL, name TEXT NOT NULL, content BLOB NOT NULL, kept INTEGER NOT NULL, PRIMARY KEY (city, id)) STRICT;
        CREATE TABLE paper (city INTEGER NOT NULL, id TEXT NOT NULL, person TEXT NOT NULL, policy TEXT NOT NULL, version TEXT NOT NULL, signed_on TEXT NOT NULL, scan BLOB, kept_at TEXT,
            entered_by TEXT NOT NULL, entered_by_name TEXT NOT NULL, entered INTEGER NOT NULL, PRIMARY KEY (city, id)) STRICT, WITHOUT ROWID;
        CREATE UNIQUE INDEX paper_of ON paper (person, policy, version, city);
        CREATE TABLE answer (city INTEGER NOT NULL, act TEXT NOT NULL, by_name TEXT NOT NULL, time INTEGER NOT NULL, words TEXT NOT NULL, PRIMARY KEY (city, act)) STRICT, WITHOUT ROWID;
        """,
        """
        -- What one person did is asked for by every page that this person sees.
        CREATE INDEX act_of ON act (person, policy, city);
        """,
        $"""
        -- About whom something was changed last, and as the how manieth change: whoever has read all reads only these again. Nobody ('') stands for somebody who was forgotten.
        CREATE TABLE touched (city INTEGER NOT NULL, person TEXT NOT NULL, change INTEGER NOT NULL, PRIMARY KEY (city, person)) STRICT, WITHOUT ROWID;
        CREATE INDEX touched_change ON touched (change, city);
        CREATE TRIGGER person_added AFTER INSERT ON person BEGIN
            {Touch("new.city, new.id")} END;
        CREATE TRIGGER person_changed AFTER UPDATE ON person BEGIN
            {Touch("new.city, new.id")} END;
        CREATE TRIGGER person_forgotten AFTER DELETE ON person BEGIN
            {Touch("old.city, ''")} END;
        CREATE TRIGGER invitation_added AFTER INSERT ON invitation BEGIN
            {Touch("new.city, new.person")} END;
        CREATE TRIGGER invitation_changed AFTER UPDATE ON invitation BEGIN
            {Touch("new.city, new.person")} END;
        CREATE TRIGGER act_added AFTER INSERT ON act BEGIN
            {Touch("new.city, new.person")} END;
        CREATE TRIGGER act_changed AFTER UPDATE ON act BEGIN
            {Touch("new.city, new.person")} END;
        """,
    ];

    /// <summary>Notes in a trigger that something was changed about a person.</summary>
    private static string Touch(string whose) => $"INSERT INTO touched VALUES ({whose}, ({NextChange})) ON CONFLICT (city, person) DO UPDATE SET change = excluded.change;";

    /// <summary>Makes the tables, and brings them up to date.</summary>
    internal static SqliteMigration Tables { get; } = new(ApplicationId, Steps);
}
