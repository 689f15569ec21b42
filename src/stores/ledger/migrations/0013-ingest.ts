/** Files may hold events. */
export const ingest = {
  id: '0013-ingest',
  sql: `
ALTER TABLE imports DROP CONSTRAINT imports_kind_check,
  ADD CONSTRAINT imports_kind_check CHECK (kind IN ('customers', 'products', 'orders', 'touches', 'events'));
`,
} as const
