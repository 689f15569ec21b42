/** Campaigns somebody paused. */
export const campaignPauses = {
  id: '0067-campaign-pauses',
  sql: `
CREATE TABLE campaign_pauses (                -- nothing of the campaign begins while a row stands here
  workspace_id  integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  campaign_id   uuid NOT NULL,
  paused_at     timestamptz NOT NULL,
  paused_by     text NOT NULL,                -- kind:id
  PRIMARY KEY (workspace_id, campaign_id)
);
`,
} as const
