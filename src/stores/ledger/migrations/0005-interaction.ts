/** What is to be sent, what became of it, who must not be written to, and what recipients did. */
export const interaction = {
  id: '0005-interaction',
  sql: `
CREATE TABLE deliveries (                     -- the outbox; the unique key is what keeps anyone from getting it twice
  id            uuid PRIMARY KEY,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  campaign_id   uuid NOT NULL,
  step          text NOT NULL DEFAULT '',
  occurrence    text NOT NULL DEFAULT '',
  person_key    bigint NOT NULL,
  channel       text NOT NULL,
  status        text NOT NULL DEFAULT 'planned'
                CHECK (status IN ('planned', 'sending', 'sent', 'failed', 'unknown', 'suppressed')),
  reason        text,                         -- code of delivery/reasons.ts
  reason_params jsonb NOT NULL DEFAULT '{}',  -- codes and counts; never an address or a server's words
  offer_id      uuid,
  creative_id   uuid,
  arm           text NOT NULL DEFAULT 'treatment',
  cost_minor    bigint NOT NULL DEFAULT 0,
  currency      text NOT NULL DEFAULT '',
  attempts      smallint NOT NULL DEFAULT 0,
  not_before    timestamptz NOT NULL,         -- the workspace's time
  retry_at      timestamptz,                  -- the machine's time, like everything about leases
  lease_id      uuid,                         -- the worker that holds it; kept afterwards, so a late answer finds its row
  lease_until   timestamptz,
  address_index bytea,                        -- blind index of the address it went to
  provider_id   text,
  planned_at    timestamptz NOT NULL,         -- the workspace's time, as the next two
  sending_at    timestamptz,
  ended_at      timestamptz,
  settled_at    timestamptz,                  -- the machine's time of the answer
  UNIQUE (workspace_id, person_key, campaign_id, step, occurrence)
) WITH (fillfactor = 80);
CREATE INDEX deliveries_due ON deliveries (channel, workspace_id, not_before, id) WHERE status = 'planned';
CREATE INDEX deliveries_in_flight ON deliveries (lease_until) WHERE status = 'sending';
CREATE INDEX deliveries_campaign ON deliveries (workspace_id, campaign_id, status);
CREATE INDEX deliveries_recent ON deliveries (workspace_id, id DESC);
CREATE TABLE campaign_links (                 -- tokens carry a number; only addresses written here are redirected to
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  campaign_id   uuid NOT NULL,
  link_no       integer NOT NULL,
  url           text NOT NULL,
  PRIMARY KEY (workspace_id, campaign_id, link_no)
);
CREATE UNIQUE INDEX campaign_links_url ON campaign_links (workspace_id, campaign_id, md5(url));
CREATE TABLE engagements (                    -- one row for each thing a recipient did, however often
  delivery_id   uuid NOT NULL REFERENCES deliveries ON DELETE CASCADE,
  kind          text NOT NULL CHECK (kind IN ('opened', 'clicked', 'unsubscribed')),
  link_no       integer NOT NULL DEFAULT 0,
  is_bot        boolean NOT NULL DEFAULT false,
  at            timestamptz NOT NULL,         -- the workspace's time
  seen_at       timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (delivery_id, kind, link_no, is_bot)
);
CREATE TABLE do_not_send (
  id            uuid PRIMARY KEY,
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  channel       text NOT NULL,
  blind_index   bytea NOT NULL,
  ciphertext    bytea,                        -- for the masked display; null where the address was not at hand
  reason        text NOT NULL DEFAULT '',
  source        text NOT NULL CHECK (source IN ('customer', 'staff', 'bounce')),
  at            timestamptz NOT NULL,
  UNIQUE (workspace_id, channel, blind_index)
);
CREATE INDEX do_not_send_recent ON do_not_send (workspace_id, id DESC);
`,
} as const
