-- The rights of the public side in PostgreSQL, and no others. Run it as the owner of the tables after
-- every `migrate`, against the site's database; running it again does no harm:
--
--     createuser --pwprompt clinic_public          (once)
--     psql -v ON_ERROR_STOP=1 -d clinic -f deploy/public-role.sql
--
-- Accounts, sessions, permissions and the trail's details about staff are not listed: an intruder on the
-- public side can neither create a staff account nor see who works at the clinic. Except in unfinished
-- forms and counts, columns that may be changed are named one by one. Requests can be added, never
-- changed or removed.
BEGIN;
SET LOCAL client_min_messages = warning; -- the first time, there is no policy to replace

REVOKE ALL ON ALL TABLES IN SCHEMA public FROM clinic_public;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM clinic_public;
REVOKE CREATE ON SCHEMA public FROM clinic_public;
GRANT USAGE ON SCHEMA public TO clinic_public;

-- A request, and what its patient asks for afterward: INSERT only. The staff side opens an action,
-- verifies the proof in it, and applies it.
GRANT SELECT, INSERT ON intake_submission, intake_patientaction TO clinic_public;

-- Messages: INSERT only. Only their key is ever read back.
GRANT SELECT (id), INSERT ON intake_outboxmessage TO clinic_public;

-- Django names every column when it adds a row, so grants by column cannot limit what is in them.
-- These policies do: what the public side adds is new and untouched. They don't restrict other roles.
DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['intake_submission', 'intake_patientaction', 'intake_outboxmessage'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('DROP POLICY IF EXISTS all_rows ON %I', name);
        EXECUTE format('CREATE POLICY all_rows ON %I USING (true) WITH CHECK (true)', name);
        EXECUTE format('DROP POLICY IF EXISTS public_side_adds ON %I', name);
    END LOOP;
END $$;
CREATE POLICY public_side_adds ON intake_submission AS RESTRICTIVE FOR INSERT TO clinic_public WITH CHECK (
    status = 'new' AND entered_as = 'web' AND version = 1 AND NOT legal_hold
    AND claimed_by_id IS NULL AND claimed_at IS NULL AND waiting_since IS NULL AND waiting_until IS NULL
    AND paused_seconds = 0 AND next_call_at IS NULL AND promised_call_at IS NULL
    AND appointment_at IS NULL AND outcome = '' AND outcome_text = ''
    AND closed_at IS NULL AND withdrawn_at IS NULL AND status_before = ''
    AND asked_again_at IS NULL AND amended_at IS NULL AND purge_after IS NULL AND purged_at IS NULL
    AND way = '' AND call_times = '' AND language = ''
    AND phone_index = '' AND email_index = '' AND index_key = '' AND indexed_at IS NULL
    AND seal_mac IS NULL AND secret_hash <> ''
    AND received_at < now() + interval '1 day'
);
CREATE POLICY public_side_adds ON intake_patientaction AS RESTRICTIVE FOR INSERT TO clinic_public WITH CHECK (
    applied_at IS NULL AND result = 'pending' AND sealed <> '' AND received_at < now() + interval '1 day'
);
CREATE POLICY public_side_adds ON intake_outboxmessage AS RESTRICTIVE FOR INSERT TO clinic_public WITH CHECK (
    kind IN ('new_request', 'confirmation') AND submission_id IS NOT NULL AND day IS NULL AND account_id IS NULL
    AND state = 'waiting' AND attempts = 0 AND first_failed_at IS NULL AND lease_until IS NULL
    AND lease_by = '' AND sent_at IS NULL AND last_error = ''
);

-- Unfinished forms, which only their own code opens, and rate counts.
GRANT SELECT, INSERT, UPDATE, DELETE ON intake_draft TO clinic_public;
GRANT SELECT, INSERT, UPDATE ON intake_ratecount TO clinic_public;

-- Read only: common questions, how many people opened a request, whether the canary succeeded, the facts
-- about the clinic (but not the addresses of staff), and whether this release's migrations are applied.
GRANT SELECT ON intake_faqentry, intake_canaryrun, intake_openinghours, intake_holiday, intake_promisekept,
    clinic_clinicfacts, clinic_person, clinic_treatment, clinic_fee, clinic_plan, clinic_notice,
    clinic_picture, clinic_picturefile, django_migrations TO clinic_public;
GRANT SELECT (submission_id, actor_id, kind) ON intake_auditevent TO clinic_public;

-- "Was this clear?"
GRANT UPDATE (yes_count, no_count) ON intake_faqentry TO clinic_public;

COMMIT;
