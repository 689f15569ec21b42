/**
 * Customers of WeCom as addresses, and messages that advisers confirm. A batch is one message to many customers as it was
 * handed over; its deliveries bear its number as their lease, without an end, until the platform says what became of each.
 */
export const wecom = {
  id: '0059-wecom',
  sql: `
ALTER TABLE identifiers DROP CONSTRAINT identifiers_kind_check;
ALTER TABLE identifiers ADD CONSTRAINT identifiers_kind_check CHECK (kind IN ('account', 'email', 'phone', 'card',
  'name', 'address', 'birthday', 'anonymous', 'openid', 'unionid', 'device', 'record', 'push', 'wecom'));
ALTER TABLE sources DROP CONSTRAINT sources_kind_check;
ALTER TABLE sources ADD CONSTRAINT sources_kind_check
  CHECK (kind IN ('stream', 'upload', 'folder', 'http', 'webhook', 'postgres', 'mysql', 's3', 'wecom'));

CREATE TABLE adviser_batches (
  id            uuid PRIMARY KEY,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  channel       text NOT NULL,
  campaign_id   uuid NOT NULL,
  -- handing: whether the platform took it is not known yet. waiting: it did, advisers are to confirm.
  state         text NOT NULL CHECK (state IN ('handing', 'waiting', 'closed')),
  provider_id   text,
  content       jsonb NOT NULL,               -- the same for everybody: by it a batch is found again
  customers     integer NOT NULL,
  is_cancelled  boolean NOT NULL DEFAULT false, -- the campaign was stopped: nobody more is to confirm it
  handed_at     timestamptz NOT NULL DEFAULT now(), -- the database's clock, as the next
  ask_at        timestamptz NOT NULL,
  asks          integer NOT NULL DEFAULT 0,
  closed_at     timestamptz,
  CHECK (state <> 'waiting' OR provider_id IS NOT NULL),
  CHECK ((state = 'closed') = (closed_at IS NOT NULL))
);
CREATE INDEX adviser_batches_open ON adviser_batches (workspace_id, ask_at) WHERE state <> 'closed';
CREATE INDEX adviser_batches_campaign ON adviser_batches (campaign_id);
CREATE UNIQUE INDEX adviser_batches_provider ON adviser_batches (workspace_id, channel, provider_id);
CREATE INDEX deliveries_handed ON deliveries (lease_id) WHERE status = 'sending' AND lease_until IS NULL;
`,
} as const
