namespace PolicyBuilder.Ledger.Postgres;

/// <summary>The tables in PostgreSQL, and how they came to be: a list of steps that only grows.</summary>
internal static class PostgresSchema
{
    /// <summary>The first half of every advisory lock of ours: "PBLG".</summary>
    internal const int LockClass = 0x50424C47;

    /// <summary>What <c>append</c> raises when the log is shorter than expected.</summary>
    internal const string MovedState = "PBL01";

    // A step that was released is never edited; a change of mind is a new step.
    private static readonly string[] Steps =
    [
        $"""
        CREATE TABLE policybuilder_ledger.log (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, origin text NOT NULL UNIQUE);
        CREATE TABLE policybuilder_ledger.head (log integer PRIMARY KEY REFERENCES policybuilder_ledger.log, size bigint NOT NULL) WITH (fillfactor = 50);
        CREATE TABLE policybuilder_ledger.entry (log integer NOT NULL, position bigint NOT NULL, leaf bytea NOT NULL, bytes bytea NOT NULL,
            PRIMARY KEY (log, position));
        -- Roots of full tiles: level 1 over 256 leaves, level 2 over 65,536, and so on.
        CREATE TABLE policybuilder_ledger.node (log integer NOT NULL, level integer NOT NULL, position bigint NOT NULL, hash bytea NOT NULL,
            PRIMARY KEY (log, level, position));
        CREATE TABLE policybuilder_ledger.checkpoint (log integer NOT NULL, size bigint NOT NULL, note bytea NOT NULL, PRIMARY KEY (log, size));
        -- Idempotency keys: what a caller submitted, so that submitting it again finds the same entry.
        CREATE TABLE policybuilder_ledger.submission (log integer NOT NULL, key bytea NOT NULL, position bigint NOT NULL, PRIMARY KEY (log, key));
        -- Entries accepted by nodes that are not the sequencer of the log.
        CREATE TABLE policybuilder_ledger.pending (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, log integer NOT NULL, key bytea NOT NULL, bytes bytea NOT NULL,
            UNIQUE (log, key));
        -- A second sequencer finds another size than it expected, and its whole commit fails.
        CREATE FUNCTION policybuilder_ledger.advance(wanted integer, old_size bigint, new_size bigint) RETURNS void LANGUAGE plpgsql AS $body$
        BEGIN
            UPDATE policybuilder_ledger.head SET size = new_size WHERE log = wanted AND size = old_size;
            IF NOT FOUND THEN
                RAISE EXCEPTION 'the log does not have % entries any more', old_size USING ERRCODE = '{MovedState}';
            END IF;
        END
        $body$;
        -- A plan that was cached while the tables were small would go on reading all of them for each key.
        CREATE FUNCTION policybuilder_ledger.find(wanted integer, keys bytea[]) RETURNS TABLE (place integer, found bigint, hash bytea) LANGUAGE plpgsql STABLE
            SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $body$
        BEGIN
            RETURN QUERY
                SELECT given.place::integer, submission.position, entry.leaf
                FROM unnest(keys) WITH ORDINALITY AS given (key, place)
                JOIN policybuilder_ledger.submission ON submission.log = wanted AND submission.key = given.key
                JOIN policybuilder_ledger.entry ON entry.log = wanted AND entry.position = submission.position;
        END
        $body$;
        """,
        """
        -- Bytes beside an entry, outside the tree. They are encrypted or compressed already.
        CREATE TABLE policybuilder_ledger.attachment (log integer NOT NULL, position bigint NOT NULL, name text COLLATE "C" NOT NULL, bytes bytea NOT NULL,
            PRIMARY KEY (log, position, name));
        ALTER TABLE policybuilder_ledger.attachment ALTER COLUMN bytes SET STORAGE EXTERNAL;
        -- What goes with a waiting entry. A node of the former version would lose it, so the table has another name, and such a node stops.
        ALTER TABLE policybuilder_ledger.pending RENAME TO waiting;
        ALTER TABLE policybuilder_ledger.waiting
            ADD COLUMN names text[] NOT NULL DEFAULT '{}', ADD COLUMN contents bytea[] NOT NULL DEFAULT '{}', ADD COLUMN removes bigint[] NOT NULL DEFAULT '{}';
        """,
        """
        -- Joined, a log that the statistics do not know yet was taken for empty, and all its keys were read for each one looked up. OFFSET 0
        -- keeps each look-up a look-up.
        CREATE OR REPLACE FUNCTION policybuilder_ledger.find(wanted integer, keys bytea[]) RETURNS TABLE (place integer, found bigint, hash bytea) LANGUAGE plpgsql STABLE
            SET enable_seqscan = off AS $body$
        BEGIN
            RETURN QUERY
                SELECT given.place::integer, known.position, leaf.leaf
                FROM unnest(keys) WITH ORDINALITY AS given (key, place)
                CROSS JOIN LATERAL (SELECT submission.position FROM policybuilder_ledger.submission WHERE submission.log = wanted AND submission.key = given.key OFFSET 0) AS known
                CROSS JOIN LATERAL (SELECT entry.leaf FROM policybuilder_ledger.entry WHERE entry.log = wanted AND entry.position = known.position OFFSET 0) AS leaf;
        END
        $body$;
        """,
        """
        -- What was left for the sequencer and needs no sequencing any more; wakes who waits for it.
        CREATE FUNCTION policybuilder_ledger.forget(wanted integer, keys bytea[]) RETURNS void LANGUAGE plpgsql AS $body$
        BEGIN
            DELETE FROM policybuilder_ledger.waiting WHERE log = wanted AND key = ANY (keys);
            IF FOUND THEN
                PERFORM pg_notify('policybuilder_ledger_sequenced', wanted::text);
            END IF;
        END
        $body$;
        -- A commit in one statement: fails as a whole if the log has another size or if a key is known.
        CREATE FUNCTION policybuilder_ledger.append(wanted integer, old_size bigint, leaves bytea[], entries bytea[], keys bytea[], key_positions bigint[],
            attached bigint[], names text[], contents bytea[], removed bigint[], levels integer[], places bigint[], hashes bytea[], note bytea) RETURNS void LANGUAGE plpgsql AS $body$
        BEGIN
            -- For this transaction; a setting of the function would end before the commit.
            PERFORM set_config('synchronous_commit', 'on', true);
            PERFORM policybuilder_ledger.advance(wanted, old_size, old_size + cardinality(leaves));
            INSERT INTO policybuilder_ledger.entry (log, position, leaf, bytes)
                SELECT wanted, old_size + added.place - 1, added.leaf, added.bytes FROM unnest(leaves, entries) WITH ORDINALITY AS added (leaf, bytes, place);
            INSERT INTO policybuilder_ledger.submission (log, key, position)
                SELECT wanted, added.key, added.position FROM unnest(keys, key_positions) AS added (key, position);
            INSERT INTO policybuilder_ledger.checkpoint (log, size, note) VALUES (wanted, old_size + cardinality(leaves), note);
            IF EXISTS (SELECT FROM policybuilder_ledger.waiting WHERE log = wanted) THEN
                PERFORM policybuilder_ledger.forget(wanted, keys);
            END IF;
            IF cardinality(attached) > 0 THEN
                INSERT INTO policybuilder_ledger.attachment (log, position, name, bytes)
                    SELECT wanted, added.position, added.name, added.bytes FROM unnest(attached, names, contents) AS added (position, name, bytes);
            END IF;
            IF cardinality(removed) > 0 THEN
                DELETE FROM policybuilder_ledger.attachment WHERE log = wanted AND position = ANY (removed);
            END IF;
            IF cardinality(levels) > 0 THEN
                INSERT INTO policybuilder_ledger.node (log, level, position, hash)
                    SELECT wanted, added.level, added.position, added.hash FROM unnest(levels, places, hashes) AS added (level, position, hash);
            END IF;
        END
        $body$;
        """,
        $"""
        -- The entry's primary key already lets one of two sequencers commit only, so what a log's size is need not be kept a second time. To
        -- insert one row from values costs a third less than from an array.
        CREATE OR REPLACE FUNCTION policybuilder_ledger.append(wanted integer, old_size bigint, leaves bytea[], entries bytea[], keys bytea[], key_positions bigint[],
            attached bigint[], names text[], contents bytea[], removed bigint[], levels integer[], places bigint[], hashes bytea[], note bytea) RETURNS void LANGUAGE plpgsql AS $body$
        BEGIN
            -- For this transaction; a setting of the function would end before the commit. What is stronger stays.
            IF current_setting('synchronous_commit') NOT IN ('on', 'remote_apply') THEN
                PERFORM set_config('synchronous_commit', 'on', true);
            END IF;
            -- If the log is longer than that, the first entry is there already; this sees if it is shorter.
            IF old_size > 0 AND NOT EXISTS (SELECT FROM policybuilder_ledger.entry WHERE log = wanted AND position = old_size - 1) THEN
                RAISE EXCEPTION 'the log does not have % entries any more', old_size USING ERRCODE = '{MovedState}';
            END IF;
            IF cardinality(leaves) = 1 THEN
                INSERT INTO policybuilder_ledger.entry (log, position, leaf, bytes) VALUES (wanted, old_size, leaves[1], entries[1]);
            ELSE
                INSERT INTO policybuilder_ledger.entry (log, position, leaf, bytes)
                    SELECT wanted, old_size + added.place - 1, added.leaf, added.bytes FROM unnest(leaves, entries) WITH ORDINALITY AS added (leaf, bytes, place);
            END IF;
            IF cardinality(keys) = 1 THEN
                INSERT INTO policybuilder_ledger.submission (log, key, position) VALUES (wanted, keys[1], key_positions[1]);
            ELSIF cardinality(keys) > 1 THEN
                INSERT INTO policybuilder_ledger.submission (log, key, position)
                    SELECT wanted, added.key, added.position FROM unnest(keys, key_positions) AS added (key, position);
            END IF;
            INSERT INTO policybuilder_ledger.checkpoint (log, size, note) VALUES (wanted, old_size + cardinality(leaves), note);
            IF EXISTS (SELECT FROM policybuilder_ledger.waiting WHERE log = wanted) THEN
                PERFORM policybuilder_ledger.forget(wanted, keys);
            END IF;
            IF cardinality(attached) > 0 THEN
                INSERT INTO policybuilder_ledger.attachment (log, position, name, bytes)
                    SELECT wanted, added.position, added.name, added.bytes FROM unnest(attached, names, contents) AS added (position, name, bytes);
            END IF;
            IF cardinality(removed) > 0 THEN
                DELETE FROM policybuilder_ledger.attachment WHERE log = wanted AND position = ANY (removed);
            END IF;
            IF cardinality(levels) > 0 THEN
                INSERT INTO policybuilder_ledger.node (log, level, position, hash)
                    SELECT wanted, added.level, added.position, added.hash FROM unnest(levels, places, hashes) AS added (level, position, hash);
            END IF;
        END
        $body$;
        DROP FUNCTION policybuilder_ledger.advance;
        DROP TABLE policybuilder_ledger.head;
        """,
    ];

    /// <summary>Makes the tables, and brings them up to date.</summary>
    internal static PostgresMigration Tables { get; } = new("policybuilder_ledger", LockClass, Steps);
}
