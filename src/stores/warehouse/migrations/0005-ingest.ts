/** Events come in files too, and such a file can be taken out again. Of the stream's events the import is nobody. */
export const ingest: readonly string[] = [
  `ALTER TABLE events
    ADD COLUMN IF NOT EXISTS import_id UUID DEFAULT toUUID('00000000-0000-0000-0000-000000000000'),
    ADD INDEX IF NOT EXISTS by_import import_id TYPE bloom_filter GRANULARITY 4`,
]
