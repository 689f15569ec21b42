/** What comes back for a message: receipts, complaints, replies. No word of anybody is kept here, and no address. */
export const inbound = {
  id: '0037-inbound',
  sql: `
CREATE TABLE delivery_receipts (              -- what became of a message after it was handed over
  delivery_id   uuid NOT NULL REFERENCES deliveries ON DELETE CASCADE,
  status        text NOT NULL CHECK (status IN ('delivered', 'bounced', 'expired')),
  kind          text CHECK (kind IN ('hard', 'soft', 'content', 'policy')),
  code          text NOT NULL DEFAULT '',     -- 5.1.1, UNDELIV 034: never a server's words
  at            timestamptz NOT NULL,         -- the workspace's time
  seen_at       timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (delivery_id, status)
);
CREATE TABLE early_receipts (                 -- came before the row of the message knew the provider's id
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  channel       text NOT NULL,
  provider_id   text NOT NULL,
  status        text NOT NULL,
  kind          text,
  code          text NOT NULL,
  at            timestamptz NOT NULL,
  seen_at       timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (workspace_id, channel, provider_id, status)
);
CREATE TABLE inbound_seen (                   -- replies already taken, as keyed hashes of their ids
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  message_index bytea NOT NULL,
  seen_at       timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (workspace_id, message_index)
);
CREATE INDEX inbound_seen_old ON inbound_seen (seen_at);
-- Receipts of mail carry the number of the message itself, and mail is where writing has to be quick.
CREATE INDEX deliveries_provider ON deliveries (workspace_id, channel, provider_id)
  WHERE provider_id IS NOT NULL AND channel <> 'email';
CREATE INDEX deliveries_address ON deliveries (workspace_id, channel, address_index) WHERE address_index IS NOT NULL;
ALTER TABLE engagements DROP CONSTRAINT engagements_kind_check,
  ADD CONSTRAINT engagements_kind_check CHECK (kind IN ('opened', 'clicked', 'unsubscribed', 'replied', 'complained'));
`,
} as const
