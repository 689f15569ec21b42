/** A contact that can still be taken back waits before the warehouse hears of it; until then it can be removed. */
export const touchHold = {
  id: '0041-touch-hold',
  sql: `
ALTER TABLE touch_log ADD COLUMN hold_until timestamptz; -- the database's time
`,
} as const
