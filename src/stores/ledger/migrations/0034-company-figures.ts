/**
 * What the contacts of each company bought, as the warehouse last reckoned it for all of them: what the list of companies
 * is sorted and filtered by. Made of facts, so it may be lost and is made again.
 */
export const companyFigures = {
  id: '0034-company-figures',
  sql: `
CREATE TABLE company_figures (
  company_id     uuid NOT NULL REFERENCES companies ON DELETE CASCADE,
  basis          text NOT NULL CHECK (basis IN ('there', 'now')),
  workspace_id   integer NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  contacts       integer NOT NULL,
  former         integer NOT NULL,
  knowledge      double precision,            -- 0 … 100, mean of who is there now
  orders         integer NOT NULL,
  revenue        bigint NOT NULL,             -- minor units, in the currency of the workspace
  margin         bigint,                      -- null: no line with a known cost
  last_order_at  timestamptz,
  touches        integer NOT NULL,
  last_touch_at  timestamptz,
  r_fifth        smallint,                    -- among the companies that bought
  f_fifth        smallint,
  m_fifth        smallint,
  PRIMARY KEY (company_id, basis)
);
CREATE INDEX company_figures_workspace ON company_figures (workspace_id, basis);
CREATE TABLE company_figure_runs (            -- one row a workspace: what its figures were made of
  workspace_id  integer PRIMARY KEY REFERENCES workspaces ON DELETE CASCADE,
  version       text NOT NULL,                -- of the facts and settings they were made of
  computed_at   timestamptz NOT NULL,
  took_ms       integer NOT NULL
);
`,
} as const
