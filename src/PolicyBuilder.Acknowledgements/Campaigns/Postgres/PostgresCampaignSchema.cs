using PolicyBuilder.Ledger.Postgres;

namespace PolicyBuilder.Acknowledgements.Campaigns.Postgres;

/// <summary>The tables in PostgreSQL, and how they came to be: a list of steps that only grows.</summary>
internal static class PostgresCampaignSchema
{
    /// <summary>The first half of the advisory lock that those who make tables and those who change a city hold: "PBPL".</summary>
    internal const int WritingLock = 0x5042504C;

    /// <summary>The first half of the advisory lock of who sends mails: "PBPM".</summary>
    internal const int SendingLock = 0x5042504D;

    // A step that was released is never edited; a change of mind is a new step. Indexes begin with what tells rows apart, never with the
    // city: while a table is small, a planner may take any index that begins with something it is asked for, and keep to it as the table grows.
    private static readonly string[] Steps =
    [
        """
        CREATE TABLE policybuilder_people.city (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL UNIQUE);
        CREATE TABLE policybuilder_people.person (city bigint NOT NULL, id text COLLATE "C" NOT NULL, name text NOT NULL, email text, language text NOT NULL, department text NOT NULL,
            title text NOT NULL, supervisor text COLLATE "C", hired date, left_on date, may_post boolean NOT NULL, PRIMARY KEY (city, id));
        CREATE TABLE policybuilder_people.version (city bigint NOT NULL, policy text NOT NULL, version text NOT NULL, title text NOT NULL, effective date NOT NULL, document bytea NOT NULL,
            page bytea NOT NULL, sign_again boolean NOT NULL, decision text NOT NULL, entry bigint NOT NULL, published timestamptz NOT NULL, PRIMARY KEY (city, policy, version));
        CREATE TABLE policybuilder_people.invitation (place bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, city bigint NOT NULL, id text NOT NULL, person text COLLATE "C" NOT NULL,
            policy text NOT NULL, version text NOT NULL, opened timestamptz NOT NULL, due date NOT NULL, reminders bigint NOT NULL, last_sent timestamptz, link_expires timestamptz, bounce text,
            ended_by text, ended timestamptz);
        CREATE UNIQUE INDEX invitation_id ON policybuilder_people.invitation (id, city);
        CREATE INDEX invitation_of ON policybuilder_people.invitation (person, policy, version, city);
        CREATE UNIQUE INDEX invitation_open ON policybuilder_people.invitation (person, policy, version, city) WHERE ended IS NULL;
        CREATE TABLE policybuilder_people.link (place bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, city bigint NOT NULL, token bytea NOT NULL, invitation text NOT NULL, mail text NOT NULL,
            address text NOT NULL, issued timestamptz NOT NULL, expires timestamptz NOT NULL, ended_by text, ended timestamptz);
        CREATE UNIQUE INDEX link_token ON policybuilder_people.link (token, city);
        CREATE INDEX link_of ON policybuilder_people.link (invitation, city);
        CREATE INDEX link_in ON policybuilder_people.link (mail, city);
        CREATE TABLE policybuilder_people.mail (place bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, city bigint NOT NULL, id text NOT NULL, kind text NOT NULL, person text COLLATE "C" NOT NULL,
            invitation text, address text NOT NULL, number bigint NOT NULL, entry bigint, queued timestamptz NOT NULL, not_before timestamptz NOT NULL, state text NOT NULL, message_id text, attempts bigint NOT NULL,
            reply text, sent timestamptz);
        CREATE UNIQUE INDEX mail_id ON policybuilder_people.mail (id, city);
        CREATE INDEX mail_of ON policybuilder_people.mail (invitation, city);
        CREATE INDEX mail_about ON policybuilder_people.mail (person, city);
        CREATE INDEX mail_state ON policybuilder_people.mail (state, city, place);
        CREATE TABLE policybuilder_people.act (place bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, city bigint NOT NULL, id text NOT NULL, person text COLLATE "C" NOT NULL, policy text NOT NULL,
            version text NOT NULL, kind text NOT NULL, begun timestamptz NOT NULL, entry bigint, recorded timestamptz, signed_on date);
        CREATE UNIQUE INDEX act_id ON policybuilder_people.act (id, city);
        CREATE UNIQUE INDEX act_signature ON policybuilder_people.act (person, policy, version, city) WHERE kind IN ('Signature', 'PaperSignature');
        CREATE UNIQUE INDEX act_refusal ON policybuilder_people.act (person, policy, version, city) WHERE kind = 'Refusal';
        CREATE UNIQUE INDEX act_question ON policybuilder_people.act (person, policy, version, city) WHERE kind = 'Question' AND entry IS NULL;
        CREATE INDEX act_entry ON policybuilder_people.act (entry, city);
        CREATE TABLE policybuilder_people.absence (city bigint NOT NULL, person text COLLATE "C" NOT NULL, first_day date NOT NULL, last_day date, PRIMARY KEY (city, person, first_day));
        """,
        """
        -- When a link was fetched first, and what happened between opening it and signing: JSON, for minutes.
        ALTER TABLE policybuilder_people.link ADD COLUMN fetched timestamptz;
        CREATE TABLE policybuilder_people.session (city bigint NOT NULL, id bytea NOT NULL, token bytea NOT NULL, seen timestamptz NOT NULL, content bytea NOT NULL, PRIMARY KEY (city, id));
        CREATE INDEX session_seen ON policybuilder_people.session (city, seen);
        """,
        """
        -- The city's own people: who may sign in, what they did, what waits for one of them.
        CREATE TABLE policybuilder_people.account (city bigint NOT NULL, id text NOT NULL, sign_in text NOT NULL, name text NOT NULL, role text NOT NULL, created timestamptz NOT NULL, closed boolean NOT NULL,
            proof bytea NOT NULL, revision bigint NOT NULL, PRIMARY KEY (city, id));
        CREATE UNIQUE INDEX account_sign_in ON policybuilder_people.account (sign_in, city);
        CREATE TABLE policybuilder_people.staff_act (place bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, city bigint NOT NULL, time timestamptz NOT NULL, account text NOT NULL, by_name text NOT NULL, what text NOT NULL, person text COLLATE "C");
        CREATE INDEX staff_act_about ON policybuilder_people.staff_act (person, city);
        CREATE TABLE policybuilder_people.upload (city bigint NOT NULL, id text NOT NULL, account text NOT NULL, name text NOT NULL, content bytea NOT NULL, kept timestamptz NOT NULL, PRIMARY KEY (city, id));
        CREATE TABLE policybuilder_people.paper (city bigint NOT NULL, id text NOT NULL, person text COLLATE "C" NOT NULL, policy text NOT NULL, version text NOT NULL, signed_on date NOT NULL, scan bytea, kept_at text,
            entered_by text NOT NULL, entered_by_name text NOT NULL, entered timestamptz NOT NULL, PRIMARY KEY (city, id));
        CREATE UNIQUE INDEX paper_of ON policybuilder_people.paper (person, policy, version, city);
        CREATE TABLE policybuilder_people.answer (city bigint NOT NULL, act text NOT NULL, by_name text NOT NULL, time timestamptz NOT NULL, words text NOT NULL, PRIMARY KEY (city, act));
        """,
        """
        -- What one person did is asked for by every page that this person sees.
        CREATE INDEX act_of ON policybuilder_people.act (person, policy, city);
        """,
        $"""
        -- About whom something was changed last, and by which transaction: whoever has read all reads only these again. Nobody ('') stands for somebody who was forgotten.
        -- Without an index of changes, and with room on each page, a row is changed in its place; to look through all of a city's takes milliseconds.
        CREATE TABLE policybuilder_people.touched (city bigint NOT NULL, person text COLLATE "C" NOT NULL, change bigint NOT NULL, PRIMARY KEY (city, person)) WITH (fillfactor = 50);
        {TouchFunction("touch_person", "new.city, new.id")}
        {TouchFunction("touch_nobody", "old.city, ''")}
        {TouchFunction("touch_whose", "new.city, new.person")}
        CREATE TRIGGER person_changed AFTER INSERT OR UPDATE ON policybuilder_people.person FOR EACH ROW EXECUTE FUNCTION policybuilder_people.touch_person();
        CREATE TRIGGER person_forgotten AFTER DELETE ON policybuilder_people.person FOR EACH ROW EXECUTE FUNCTION policybuilder_people.touch_nobody();
        CREATE TRIGGER invitation_changed AFTER INSERT OR UPDATE ON policybuilder_people.invitation FOR EACH ROW EXECUTE FUNCTION policybuilder_people.touch_whose();
        CREATE TRIGGER act_changed AFTER INSERT OR UPDATE ON policybuilder_people.act FOR EACH ROW EXECUTE FUNCTION policybuilder_people.touch_whose();
        """,
    ];

    /// <summary>A function for a trigger, which notes that something was changed about a person.</summary>
    private static string TouchFunction(string name, string whose) =>
        $"""
        CREATE FUNCTION policybuilder_people.{name}() RETURNS trigger LANGUAGE plpgsql AS $body$
        BEGIN
            INSERT INTO policybuilder_people.touched AS known (city, person, change) VALUES ({whose}, CAST(CAST(pg_current_xact_id() AS text) AS bigint))
            ON CONFLICT (city, person) DO UPDATE SET change = excluded.change WHERE known.change <> excluded.change;
            RETURN NULL;
        END
        $body$;
        """;

    /// <summary>Makes the tables, and brings them up to date.</summary>
    internal static PostgresMigration Tables { get; } = new("policybuilder_people", WritingLock, Steps);
}
