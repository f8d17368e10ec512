-- The ledger. Three sorts of tables:
--   append-only  what happened and who said so: the application may INSERT and SELECT, nothing else
--   projections  the newest view of a wave: may be written again from what happened, prove nothing
--   locks        head row, leases, idempotency rows: may be updated, prove nothing
--   hints        a replicator's notes: every proof reads the records again, so they prove nothing and may be forgotten
-- The grants are in afterMigrate__grants.sql.

-- ---------------------------------------------------------------------------------------------- audit

CREATE TABLE entries (
  seq      bigint      PRIMARY KEY CHECK (seq > 0),
  at       timestamptz NOT NULL,
  kind     text        NOT NULL,
  wave     text,
  subject  text        NOT NULL,
  detail   bytea       NOT NULL,                                         -- the exact bytes, hashed as they are here
  previous bytea       NOT NULL UNIQUE CHECK (octet_length(previous) = 32), -- unique: two entries cannot follow the same one
  hash     bytea       NOT NULL CHECK (octet_length(hash) = 32),
  leaf     bytea       NOT NULL CHECK (octet_length(leaf) = 32)
);
CREATE INDEX entries_of_wave ON entries (wave, seq) WHERE wave IS NOT NULL;

-- One row. Whoever appends locks it, so entries are numbered and become visible in one order.
CREATE TABLE head (
  only_row boolean     PRIMARY KEY DEFAULT true CHECK (only_row),
  seq      bigint      NOT NULL,
  at       timestamptz NOT NULL,
  hash     bytea       NOT NULL
);
INSERT INTO head (seq, at, hash) VALUES (0, '1970-01-01T00:00:00Z', decode(repeat('00', 32), 'hex'));

-- A length, then the bytes; absent is -1. No two lists of fields have the same bytes.
CREATE FUNCTION entry_field(value bytea) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN value IS NULL THEN int4send(-1) ELSE int4send(octet_length(value)) || value END
$$;

CREATE FUNCTION entry_body(seq bigint, at timestamptz, kind text, wave text, subject text, detail bytea)
RETURNS bytea LANGUAGE sql STABLE AS $$
  SELECT int8send(seq)
      || int8send((extract(epoch FROM at) * 1000000)::bigint)
      || entry_field(convert_to(kind, 'UTF8'))
      || entry_field(convert_to(wave, 'UTF8'))
      || entry_field(convert_to(subject, 'UTF8'))
      || entry_field(detail)
$$;

-- Must be the last statement of its transaction: from here to the commit no other writer appends.
--   leaf = SHA-256(00 | body)             the leaf of RFC 6962
--   hash = SHA-256(02 | previous | body)  the chain; 01 is left to the inner nodes of RFC 6962
-- The clock is read under the lock, and never runs back along the chain.
CREATE FUNCTION append_entry(new_kind text, new_wave text, new_subject text, new_detail bytea)
RETURNS SETOF entries LANGUAGE plpgsql SET lock_timeout = '10s' AS $$
DECLARE
  last  head%ROWTYPE;
  added entries%ROWTYPE;
  body  bytea;
BEGIN
  SELECT * INTO STRICT last FROM head FOR UPDATE;
  added.seq      := last.seq + 1;
  added.at       := greatest(last.at, clock_timestamp());
  added.kind     := new_kind;
  added.wave     := new_wave;
  added.subject  := new_subject;
  added.detail   := new_detail;
  added.previous := last.hash;
  body           := entry_body(added.seq, added.at, added.kind, added.wave, added.subject, added.detail);
  added.leaf     := sha256('\x00'::bytea || body);
  added.hash     := sha256('\x02'::bytea || added.previous || body);
  INSERT INTO entries VALUES (added.*);
  UPDATE head SET seq = added.seq, at = added.at, hash = added.hash;
  RETURN NEXT added;
END
$$;

-- Keys of appends that must happen once although their caller may try again.
CREATE TABLE appended (
  key text        PRIMARY KEY,
  at  timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE evidence (
  digest text        PRIMARY KEY CHECK (digest = 'sha256:' || encode(sha256(body), 'hex')),
  body   bytea       NOT NULL,
  at     timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- ------------------------------------------------------------------------------- what people said

CREATE TABLE runbooks (
  digest   text        PRIMARY KEY,
  name     text        NOT NULL,
  yaml     bytea       NOT NULL,
  compiled bytea       NOT NULL,
  at       timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Every PUT of a person that was not yet known. The newest of a name is its current version.
CREATE TABLE publications (
  number  bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name    text        NOT NULL,
  digest  text        NOT NULL REFERENCES runbooks,
  issuer  text        NOT NULL,
  subject text        NOT NULL,
  at      timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX publications_of_name ON publications (name, number);
CREATE INDEX publications_of_digest ON publications (digest);

CREATE TABLE waves (
  wave           text        PRIMARY KEY,
  request        text        NOT NULL,
  runbook        text        NOT NULL,
  runbook_digest text        NOT NULL,
  mode           text        NOT NULL CHECK (mode IN ('LIVE', 'REHEARSAL', 'DRY_RUN')),
  issuer         text        NOT NULL,
  subject        text        NOT NULL,
  at             timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- What a person decided: approve, reject, revoke, hold, resume, a directive, a rollback. A signal carries only the id.
CREATE TABLE decisions (
  id          uuid        PRIMARY KEY,
  wave        text        NOT NULL,
  natural_key text        NOT NULL,
  kind        text        NOT NULL,
  issuer      text        NOT NULL,
  subject     text        NOT NULL,
  roles       text[]      NOT NULL,
  body        text        NOT NULL,
  at          timestamptz NOT NULL DEFAULT clock_timestamp(),
  UNIQUE (wave, natural_key)
);

-- What became of it.
CREATE TABLE receipts (
  message uuid        PRIMARY KEY REFERENCES decisions,
  outcome text        NOT NULL,
  reason  text        NOT NULL,
  at      timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- What a person signed about one unit: an attestation that its runbook names, or a waiver of one finding. Signed again under the
-- same id it gets the next version; the newest counts, until it expires.
CREATE TABLE signatures (
  wave    text        NOT NULL,
  kind    text        NOT NULL CHECK (kind IN ('ATTESTATION', 'WAIVER')),
  unit    text        NOT NULL,
  id      text        NOT NULL,
  version int         NOT NULL CHECK (version >= 1),
  issuer  text        NOT NULL,
  subject text        NOT NULL,
  roles   text[]      NOT NULL,
  body    text        NOT NULL,
  expires timestamptz NOT NULL,
  at      timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (wave, kind, unit, id, version)
);

-- Once is a unique row: number 0 is the wave's rollback, further units of a partial one get the next number.
CREATE TABLE rollbacks (
  wave    text        NOT NULL,
  number  int         NOT NULL CHECK (number >= 0),
  body    text        NOT NULL,
  issuer  text        NOT NULL,
  subject text        NOT NULL,
  at      timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (wave, number)
);

-- --------------------------------------------------------------------------------- what was done

-- Each row stands before its step runs, so that whatever happened can be undone from here alone.
CREATE TABLE journal (
  number bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  wave   text        NOT NULL,
  unit   text        NOT NULL,
  step   text        NOT NULL,
  kind   text        NOT NULL,
  key    text        NOT NULL,
  detail text        NOT NULL,
  at     timestamptz NOT NULL DEFAULT clock_timestamp(),
  UNIQUE (wave, key)
);
CREATE INDEX journal_of_unit ON journal (wave, unit, number);

-- Every fence ever granted; the highest of a unit is the current one, so it never falls, across waves too.
CREATE TABLE fences (
  cluster   text        NOT NULL,
  unit      text        NOT NULL,
  fence     bigint      NOT NULL CHECK (fence > 0),
  grant_key text        NOT NULL,
  wave      text        NOT NULL,
  at        timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (cluster, unit, fence),
  UNIQUE (cluster, unit, grant_key)
);

-- A wave that gave a unit up never takes it again: a late attempt of its freeze must not.
CREATE TABLE releases (
  wave text        NOT NULL,
  unit text        NOT NULL,
  at   timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (wave, unit)
);

-- ---------------------------------------------------------------------------- projections and locks

CREATE TABLE wave_views (
  wave       text        PRIMARY KEY REFERENCES waves,
  version    bigint      NOT NULL CHECK (version >= 0),
  state      text        NOT NULL,
  view       text,
  updated_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX wave_views_of_state ON wave_views (state, wave);

-- The units of a view, each by itself: a wave has many, and one of them changes at a time.
CREATE TABLE unit_views (
  wave    text    REFERENCES waves,
  place   integer CHECK (place >= 0),
  version bigint  NOT NULL CHECK (version >= 1),
  view    text    NOT NULL,
  PRIMARY KEY (wave, place)
);

CREATE TABLE leases (
  kind    text        NOT NULL CHECK (kind IN ('UNIT', 'GROUP', 'PRODUCERS')),
  cluster text        NOT NULL,
  name    text        NOT NULL,
  wave    text        NOT NULL,
  unit    text        NOT NULL,
  at      timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (kind, cluster, name)
);
CREATE INDEX leases_of_wave ON leases (wave, unit);
CREATE UNIQUE INDEX leases_unit_once ON leases (wave, unit) WHERE kind = 'UNIT'; -- a wave has one source

CREATE TABLE effects (
  key         text        PRIMARY KEY,
  wave        text        NOT NULL,
  unit        text        NOT NULL,
  fence       bigint      NOT NULL,
  begun_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
  finished_at timestamptz,
  result      text,
  CHECK ((finished_at IS NULL) = (result IS NULL))
);

-- Why the last attempt of a step failed, while it is tried again, or how far it is (attempt 0): for people who look, no
-- part of the record.
CREATE TABLE waits (
  wave    text        NOT NULL,
  unit    text        NOT NULL,                           -- empty for a step of the whole wave
  step    text        NOT NULL,
  attempt int         NOT NULL CHECK (attempt >= 0),
  reason  text        NOT NULL,
  at      timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (wave, unit, step)
);

-- The last worker of each installation's queues, for people who look.
CREATE TABLE workers (
  task_queue text        PRIMARY KEY,
  worker     text        NOT NULL,
  at         timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- ------------------------------------------------------------------------------------------- hints

-- One offset-syncs topic of MirrorMaker, and how far it was read. The incarnation tells a topic from one that was
-- created anew under its name; clusters are named as in the worker's configuration.
CREATE TABLE sync_journals (
  journal     bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  source      text        NOT NULL,
  target      text        NOT NULL,
  topic       text        NOT NULL,
  held_by     text        NOT NULL,                       -- the cluster that has the topic: the source's name or the target's
  incarnation text        NOT NULL,
  position    bigint      NOT NULL CHECK (position >= 0), -- the next offset to read
  at          timestamptz NOT NULL DEFAULT clock_timestamp(),
  UNIQUE (source, target, topic, held_by)
);

-- Upstream offset u of a source partition became downstream offset d. The topic forgets; here it stays.
CREATE TABLE syncs (
  journal    bigint NOT NULL REFERENCES sync_journals,
  topic      text   NOT NULL,
  partition  int    NOT NULL CHECK (partition >= 0),
  upstream   bigint NOT NULL CHECK (upstream >= 0),
  downstream bigint NOT NULL CHECK (downstream >= 0),
  topic_id   text   NOT NULL,                             -- of the source topic when it was noted; empty where nobody could say
  noted_at   bigint NOT NULL CHECK (noted_at >= 0),       -- offset of the note in its topic
  PRIMARY KEY (journal, topic, partition, upstream, downstream, topic_id)
);
