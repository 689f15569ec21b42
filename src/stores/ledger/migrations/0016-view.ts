/** Rows of profiles name the shape they were written in. */
export const profileForm = {
  id: '0016-profile-form',
  sql: `
ALTER TABLE profile_rows ADD COLUMN form text NOT NULL DEFAULT '';
`,
} as const
