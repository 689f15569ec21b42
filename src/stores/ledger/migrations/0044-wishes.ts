/** How often customers want to hear of us, and until when not at all: their own word, above every campaign's cap. */
export const wishes = {
  id: '0044-wishes',
  sql: `
CREATE TABLE contact_wishes (
  person_key    bigint PRIMARY KEY REFERENCES persons ON DELETE CASCADE,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  pace          text NOT NULL DEFAULT 'any' CHECK (pace IN ('any', 'weekly', 'monthly')),
  paused_until  timestamptz,                  -- the workspace's time; null: no pause
  said_by       text NOT NULL CHECK (said_by IN ('customer', 'staff')),
  said_at       timestamptz NOT NULL          -- the workspace's time
);
`,
} as const
