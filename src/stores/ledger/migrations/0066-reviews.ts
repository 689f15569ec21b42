/** What people wrote elsewhere about products and the company, file by file. */
export const reviews = {
  id: '0066-reviews',
  sql: `
CREATE TABLE review_imports (
  id            uuid PRIMARY KEY,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  file          text NOT NULL,
  source        text NOT NULL,                -- where they were written: a shop, a platform
  reviews       integer NOT NULL,
  imported_by   text NOT NULL,
  imported_at   timestamptz NOT NULL,         -- the workspace's time, as the next
  undone_at     timestamptz
);
CREATE INDEX review_imports_workspace ON review_imports (workspace_id, imported_at DESC);
CREATE TABLE reviews (
  id            uuid PRIMARY KEY,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  import_id     uuid NOT NULL REFERENCES review_imports ON DELETE CASCADE,
  source        text NOT NULL,
  ref           text NOT NULL,                -- its number there, or a keyed hash of what it says
  at            timestamptz NOT NULL,         -- when it was written
  stars         smallint CHECK (stars BETWEEN 1 AND 5),
  product_id    text NOT NULL DEFAULT '',
  person_key    bigint REFERENCES persons ON DELETE CASCADE,  -- null: nobody knows who wrote it
  words         bytea NOT NULL,               -- encrypted
  topics        text[] NOT NULL,
  sentiment     smallint NOT NULL CHECK (sentiment BETWEEN -1 AND 1),
  coded_by      text NOT NULL,                -- model, or who corrected it
  UNIQUE (workspace_id, source, ref)
);
CREATE INDEX reviews_at ON reviews (workspace_id, at DESC);
CREATE INDEX reviews_person ON reviews (person_key) WHERE person_key IS NOT NULL;
CREATE INDEX reviews_import ON reviews (import_id);
`,
} as const
