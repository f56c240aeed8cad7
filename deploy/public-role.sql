-- What the public side may do in PostgreSQL, and nothing else. Run it as the owner of the tables
-- after every `migrate`, against the site's database; running it again does no harm:
--
--     createuser --pwprompt clinic_public          (once)
--     psql -v ON_ERROR_STOP=1 -d clinic -f deploy/public-role.sql
--
-- Accounts, sessions, permissions and what the trail tells of staff are not here: an intruder on the
-- public side can neither make a staff account nor see who works at the clinic. Columns that may
-- be changed are named one by one; what a patient wrote can be added to and never overwritten.
BEGIN;

REVOKE ALL ON ALL TABLES IN SCHEMA public FROM clinic_public;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM clinic_public;
REVOKE CREATE ON SCHEMA public FROM clinic_public;
GRANT USAGE ON SCHEMA public TO clinic_public;

-- A request: stored, seen again by its receipt, taken back by its patient.
GRANT SELECT, INSERT ON intake_submission TO clinic_public;
GRANT UPDATE (status, status_before, withdrawn_at, closed_at, purge_after, outcome, outcome_text, version,
              asked_again_at, amended_at, indexed_at,
              act_by, queue_at, paused_seconds, waiting_since, waiting_until)
    ON intake_submission TO clinic_public;
GRANT SELECT, INSERT ON intake_amendment TO clinic_public;

-- Its history goes on with what its patient does; its links tell whose deadline moves with it.
GRANT SELECT (id), INSERT ON intake_statuschange TO clinic_public;
GRANT SELECT ON intake_submissionlink TO clinic_public;

-- Messages to staff: written, and written anew when the same happens twice.
GRANT SELECT, INSERT ON intake_outboxmessage TO clinic_public;
GRANT UPDATE (state, created_at, next_at, attempts, first_failed_at, sent_at, lease_until)
    ON intake_outboxmessage TO clinic_public;

-- Unfinished forms, which only their own code opens, and counts.
GRANT SELECT, INSERT, UPDATE, DELETE ON intake_draft TO clinic_public;
GRANT SELECT, INSERT, UPDATE ON intake_ratecount TO clinic_public;

-- Only looked at: questions, how many have read a request, whether the canary came through, and
-- whether the tables are those of this release.
GRANT SELECT ON intake_faqentry, intake_canaryrun, intake_openinghours, intake_holiday, intake_promisekept,
    django_migrations TO clinic_public;
GRANT SELECT (submission_id, actor_id, kind) ON intake_auditevent TO clinic_public;

-- "Was this clear?"
GRANT UPDATE (yes_count, no_count) ON intake_faqentry TO clinic_public;

COMMIT;
