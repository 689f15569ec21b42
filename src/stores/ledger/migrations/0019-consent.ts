/** Which imports said a word that came from a file: it stays until the last of them is undone. */
export const consentImports = {
  id: '0019-consent',
  sql: `
CREATE TABLE consent_sightings (
  consent_id  bigint NOT NULL REFERENCES consents ON DELETE CASCADE,
  import_id   uuid NOT NULL,
  PRIMARY KEY (consent_id, import_id)
);
CREATE INDEX consent_sightings_import ON consent_sightings (import_id);
`,
} as const
