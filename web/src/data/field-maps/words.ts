import type { FieldMap } from '../../api/types.ts'

export type MapCell = FieldMap['datasets'][number]['fields'][number]['from'][number]
export type MapField = FieldMap['datasets'][number]['fields'][number]
export type MapSource = FieldMap['sources'][number]

/** Where a field of a source is mapped: at its own page, or, of files people bring, at the import. */
export function mappingPage(source: Pick<MapSource, 'id' | 'kind'>): string {
  return source.kind === 'upload' ? '/data' : `/data/sources/${source.id}`
}
