/**
 * One table of all sources: streams, uploads, and what is fetched by a schedule or pushed to us; what each run of one
 * did; and where an import came from.
 */
export const sources = {
  id: '0009-sources',
  sql: `
ALTER TABLE sources DROP CONSTRAINT sources_kind_check;
ALTER TABLE sources ADD CONSTRAINT sources_kind_check
  CHECK (kind IN ('stream', 'upload', 'folder', 'http', 'webhook', 'postgres', 'mysql', 's3'));
ALTER TABLE sources
  ADD COLUMN brings text NOT NULL DEFAULT 'events'
    CHECK (brings IN ('events', 'customers', 'products', 'orders', 'touches')),
  ADD COLUMN settings jsonb NOT NULL DEFAULT '{}',      -- of the connection, without secrets
  ADD COLUMN secrets bytea,                             -- JSON of the others, encrypted by the vault; never read out
  ADD COLUMN schedule jsonb NOT NULL DEFAULT '{"mode": "off"}',
  ADD COLUMN mapping jsonb,
  ADD COLUMN owner_id uuid REFERENCES users ON DELETE SET NULL, -- where the owner signs in; else the words say who
  ADD COLUMN cursor jsonb,                              -- how far it was read; moves with the import that brought it
  ADD COLUMN fingerprint bytea,                         -- of uploads: the same columns belong to the same source
  ADD COLUMN failures integer NOT NULL DEFAULT 0,       -- runs that failed one after the other
  ADD COLUMN next_run_at timestamptz,
  ADD COLUMN deleted_at timestamptz;                    -- what it brought stays
CREATE UNIQUE INDEX sources_fingerprint ON sources (workspace_id, fingerprint);
CREATE INDEX sources_due ON sources (next_run_at) WHERE deleted_at IS NULL AND enabled;

CREATE TABLE source_runs (
  id            uuid PRIMARY KEY,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  source_id     uuid NOT NULL REFERENCES sources ON DELETE CASCADE,
  task_id       uuid,                         -- shows its progress and takes the wish to stop
  cause         text NOT NULL CHECK (cause IN ('schedule', 'hand', 'push')),
  state         text NOT NULL CHECK (state IN ('running', 'done', 'failed', 'cancelled')),
  started_at    timestamptz NOT NULL,
  ended_at      timestamptz,
  read          bigint NOT NULL DEFAULT 0,    -- read = stored + repeated + rejected, over its imports
  stored        bigint NOT NULL DEFAULT 0,
  repeated      bigint NOT NULL DEFAULT 0,
  rejected      bigint NOT NULL DEFAULT 0,
  bytes         bigint NOT NULL DEFAULT 0,
  cursor_before jsonb,
  cursor_after  jsonb,
  error         jsonb                         -- code and parameters
);
CREATE INDEX source_runs_source ON source_runs (source_id, id DESC);
-- Two runs of one source would read the same twice.
CREATE UNIQUE INDEX source_runs_one ON source_runs (source_id) WHERE state = 'running';

CREATE TABLE source_inbox (                   -- rows pushed to us, acknowledged and not yet imported
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  source_id     uuid NOT NULL REFERENCES sources ON DELETE CASCADE,
  message_id    text NOT NULL,                -- sent again, it is kept once
  body          bytea NOT NULL,               -- JSON of one push, encrypted: it may hold identifiers
  rows          integer NOT NULL,
  received_at   timestamptz NOT NULL,
  import_id     uuid,                         -- the import that took it; it is gone once that is done
  UNIQUE (source_id, message_id)
);
CREATE INDEX source_inbox_source ON source_inbox (source_id, id);

ALTER TABLE imports DROP CONSTRAINT imports_kind_check;
ALTER TABLE imports ADD CONSTRAINT imports_kind_check
  CHECK (kind IN ('customers', 'products', 'orders', 'touches', 'events'));
ALTER TABLE imports
  ADD COLUMN source_id uuid REFERENCES sources ON DELETE SET NULL,
  ADD COLUMN run_id uuid REFERENCES source_runs ON DELETE SET NULL,
  ADD COLUMN parcel text,                     -- what of the source it was: a path, an object
  ADD COLUMN version text,                    -- its state then: a hash, an etag
  ADD COLUMN cursor_before jsonb,
  ADD COLUMN cursor_after jsonb;              -- the source's, from the moment this import is done
CREATE INDEX imports_source ON imports (source_id, id DESC);
CREATE INDEX imports_parcel ON imports (source_id, parcel) WHERE parcel IS NOT NULL;
CREATE INDEX imports_run ON imports (run_id) WHERE run_id IS NOT NULL;

-- Every import of before belongs to a source: one for all files of a kind with the same columns.
INSERT INTO sources (id, workspace_id, kind, name, owner, brings, mapping, fingerprint, created_at)
SELECT gen_random_uuid(), workspace_id, 'upload', (array_agg(file_name ORDER BY created_at DESC))[1], '', kind,
       (array_agg(mapping ORDER BY created_at DESC))[1],
       sha256(convert_to(jsonb_build_array(kind, mapping ->> 'source', header)::text, 'UTF8')), min(created_at)
FROM imports WHERE header != '[]' GROUP BY workspace_id, kind, mapping ->> 'source', header;
UPDATE imports i SET source_id = s.id
FROM sources s
WHERE s.workspace_id = i.workspace_id AND s.kind = 'upload' AND i.header != '[]'
  AND s.fingerprint = sha256(convert_to(jsonb_build_array(i.kind, i.mapping ->> 'source', i.header)::text, 'UTF8'));
`,
} as const
