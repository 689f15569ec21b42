/**
 * Files say of people what colleagues say: where they stand as prospects, which days matter to them, what they need. A
 * word that another import says as well is kept once and noted as seen by both, so that undoing one of them leaves what
 * the other said. And who recommended whom stands among the words about prospects.
 */
export const leads = {
  id: '0032-leads',
  sql: `
ALTER TABLE prospect_words DROP CONSTRAINT prospect_words_aspect_check,
  ADD CONSTRAINT prospect_words_aspect_check CHECK (aspect IN ('stage', 'owner', 'source', 'next', 'recommender')),
  ADD COLUMN other_person_key bigint REFERENCES persons ON DELETE CASCADE; -- who recommended them; null: taken away
CREATE INDEX prospect_words_other ON prospect_words (other_person_key) WHERE other_person_key IS NOT NULL;
CREATE INDEX prospect_words_import ON prospect_words (import_id) WHERE import_id IS NOT NULL;
CREATE TABLE prospect_word_sightings (
  word_id       bigint NOT NULL REFERENCES prospect_words ON DELETE CASCADE,
  import_id     uuid NOT NULL,
  PRIMARY KEY (word_id, import_id)
);
CREATE INDEX prospect_word_sightings_import ON prospect_word_sightings (import_id);

ALTER TABLE person_dates DROP CONSTRAINT person_dates_source_check,
  ADD CONSTRAINT person_dates_source_check CHECK (source IN ('hand', 'family', 'birthday', 'file')),
  ADD COLUMN import_id uuid;
DROP INDEX person_dates_orphans;
CREATE INDEX person_dates_orphans ON person_dates (id)
  WHERE source IN ('family', 'birthday') AND family_id IS NULL AND identifier_id IS NULL AND removed_at IS NULL;
CREATE TABLE person_date_sightings (
  word_id       uuid NOT NULL REFERENCES person_dates ON DELETE CASCADE,
  import_id     uuid NOT NULL,
  PRIMARY KEY (word_id, import_id)
);
CREATE INDEX person_date_sightings_import ON person_date_sightings (import_id);

ALTER TABLE person_needs
  ADD COLUMN import_id uuid,
  ADD COLUMN import_row bigint,
  ADD CONSTRAINT person_needs_once UNIQUE (import_id, import_row, topic);
CREATE TABLE person_need_sightings (
  word_id       uuid NOT NULL REFERENCES person_needs ON DELETE CASCADE,
  import_id     uuid NOT NULL,
  PRIMARY KEY (word_id, import_id)
);
CREATE INDEX person_need_sightings_import ON person_need_sightings (import_id);

-- A prospect somebody typed in comes as an import of one row, and stands in no list of files.
ALTER TABLE imports ADD COLUMN by_hand boolean NOT NULL DEFAULT false;
`,
} as const
