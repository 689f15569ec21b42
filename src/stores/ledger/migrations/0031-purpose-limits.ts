/** Kinds of facts and sources can be limited to purposes like attributes. */
export const purposeLimits = {
  id: '0031-purpose-limits',
  sql: `
ALTER TABLE attribute_purposes RENAME TO purpose_limits;
ALTER TABLE purpose_limits RENAME COLUMN attribute TO subject; -- name of an attribute, facts/<kind> or source/<id>
`,
} as const
