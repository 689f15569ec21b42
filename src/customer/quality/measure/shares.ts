/** What the counts of a run say of one field; all are rows. */
export interface FieldCounts {
  judged: number
  filled: number
  valid: number
}

/**
 * Counts of a field from the rows that were accepted and the reasons others were not.
 * A rejected row is known by its first problem alone, so of its other fields nothing is known: such rows are not judged.
 * @param accepted rows in staging; @param good those with a value in the field, null where blanks cannot be told
 * @param reasons rows by `code field`, as the import counted them; @param warnings codes that did not cost the row
 */
export function fieldCounts(
  field: string,
  accepted: number,
  good: number | null,
  reasons: Readonly<Record<string, number>>,
  warnings: ReadonlySet<string>,
): FieldCounts {
  let missing = 0
  let wrong = 0
  let wrongButStored = 0
  let masked = 0
  for (const [key, rows] of Object.entries(reasons)) {
    const [code = '', of = ''] = key.split(' ')
    // What a contract only watches was stored, and is counted with the contract.
    if (of !== field || code.startsWith('watched_')) continue
    if (code === 'required' || code === 'contract_required') missing += rows
    else if (code === 'identifier_in_text') masked += rows
    else if (warnings.has(code)) wrongButStored += rows
    else wrong += rows
  }
  // Blanks that a default took the place of: what is judged is what was wrong.
  const here = good ?? accepted
  const filled = here + wrong + wrongButStored
  return {
    judged: accepted + missing + wrong,
    filled: Math.min(filled, accepted + missing + wrong),
    valid: Math.max(0, here - Math.min(masked, here)),
  }
}

/** Good of total; null where nothing was to be judged. */
export function shareOf(good: number, total: number): number | null {
  return total === 0 ? null : good / total
}

/** 1 while the newest value is no older than promised; then as much less as it is late. Null without a promise. */
export function timeliness(
  newestMs: number | null,
  nowMs: number,
  promiseHours: number | null,
): number | null {
  if (promiseHours === null || newestMs === null) return null
  const ageHours = Math.max(0, (nowMs - newestMs) / 3_600_000)
  return ageHours <= promiseHours ? 1 : promiseHours / ageHours
}
