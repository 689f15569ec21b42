/** What people agreed to and took back, in which words it was asked, and what holds where nothing is on record. */
export const consent = {
  id: '0008-consent',
  sql: `
CREATE TABLE consent_texts (                  -- the words people agree to; a change is a new version
  id            uuid PRIMARY KEY,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  purpose       text NOT NULL,
  channel       text NOT NULL,                -- '*' for all
  language      text NOT NULL,
  version       integer NOT NULL,
  body          text NOT NULL,
  valid_from    timestamptz NOT NULL,
  created_by    text NOT NULL,
  UNIQUE (workspace_id, purpose, channel, language, version)
);
CREATE TABLE consents (                       -- a log: what holds is folded from it, nothing in it is changed
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  person_key    bigint NOT NULL REFERENCES persons ON DELETE CASCADE,
  purpose       text NOT NULL,
  channel       text NOT NULL,                -- '*' for all
  basis         text NOT NULL CHECK (basis IN ('consent', 'contract', 'legitimate_interest', 'legal_obligation')),
  state         text NOT NULL CHECK (state IN ('given', 'pending', 'withdrawn', 'expired')),
  proof         bytea NOT NULL,               -- JSON, sealed
  source        text NOT NULL,                -- staff, unsubscribe_link, the name of an import's system …
  text_id       uuid REFERENCES consent_texts,
  at            timestamptz NOT NULL,         -- the workspace's time
  expires_at    timestamptz,
  actor_kind    text NOT NULL,
  actor_id      text NOT NULL,
  import_id     uuid,
  recorded_at   timestamptz NOT NULL DEFAULT now(),
  UNIQUE (workspace_id, person_key, purpose, channel, at, state, source)
);
CREATE INDEX consents_latest ON consents (workspace_id, purpose, person_key, channel, at DESC, id DESC);
CREATE INDEX consents_text ON consents (text_id) WHERE text_id IS NOT NULL;
CREATE INDEX consents_import ON consents (import_id) WHERE import_id IS NOT NULL;
CREATE OR REPLACE FUNCTION consents_are_kept() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN RAISE EXCEPTION 'The log of consents is only added to.'; END $$;
CREATE TRIGGER consents_append_only BEFORE UPDATE ON consents
  FOR EACH STATEMENT EXECUTE FUNCTION consents_are_kept();
CREATE TABLE consent_policies (               -- no row: the defaults of src/customer/consent/purposes.ts
  workspace_id  integer PRIMARY KEY REFERENCES workspaces ON DELETE CASCADE,
  purposes      jsonb NOT NULL,               -- beyond the standard ones: [{id, label, perChannel}]
  unrecorded    jsonb NOT NULL,               -- {"marketing/email": true}: may be contacted without a record
  updated_at    timestamptz NOT NULL
);
`,
} as const
