-- Runs at every start: the rights of the application are those below, whatever they were before, in one transaction.
-- The lock is for two processes that start at the same moment.
DO $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('tidegate grants', 0));
END
$$;

REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC;
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM ${applicationUser};
GRANT USAGE ON SCHEMA public TO ${applicationUser};

GRANT SELECT, INSERT ON
  entries, appended, evidence, runbooks, publications, waves, decisions, receipts, signatures,
  rollbacks, journal, fences, releases
  TO ${applicationUser};
GRANT SELECT, UPDATE ON head TO ${applicationUser};
GRANT SELECT, INSERT, UPDATE ON wave_views, unit_views, effects, sync_journals, workers TO ${applicationUser};
GRANT SELECT, INSERT, UPDATE, DELETE ON leases, waits TO ${applicationUser};
GRANT SELECT, INSERT, DELETE ON syncs TO ${applicationUser};

-- A superuser, or a member of the owner's role, would pass by the grants.
DO $$
BEGIN
  IF has_table_privilege(${applicationUserLiteral}, 'entries', 'UPDATE, DELETE, TRUNCATE') THEN
    RAISE EXCEPTION 'ledger.user % can change entries: it must be neither a superuser nor a member of the role that owns the ledger',
      ${applicationUserLiteral};
  END IF;
END
$$;

-- A writer that stops between two statements, its machine lost, holds the head row for so long and no longer.
DO $$
BEGIN
  EXECUTE format('ALTER DATABASE %I SET idle_in_transaction_session_timeout = ''30s''', current_database());
END
$$;
