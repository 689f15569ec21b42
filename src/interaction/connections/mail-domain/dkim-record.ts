/** What is published in the place of a key. */
export type DkimState =
  | 'equal'
  | 'missing'
  | 'other_key'
  | 'cut'
  | 'several'
  | 'revoked'
  | 'unreadable'
  | 'no_answer'

/** Longest piece of a TXT record (RFC 1035, 3.3.14); a longer text is published in several, which are read as one. */
export const longestPiece = 255

/** A text as zone files want it: pieces in quotation marks. */
export function inPieces(value: string): string[] {
  return value.match(new RegExp(`.{1,${longestPiece}}`, 'gs')) ?? []
}

/** Tags of `k=v; k=v`, names in small letters; null where it is no such list (RFC 6376, 3.2). */
export function tagsOf(text: string): Map<string, string> | null {
  const tags = new Map<string, string>()
  for (const part of text.split(';')) {
    if (part.trim() === '') continue
    const match = /^\s*([a-z][a-z0-9_]*)\s*=([\s\S]*)$/i.exec(part)
    if (!match) return null
    tags.set((match[1] ?? '').toLowerCase(), (match[2] ?? '').trim())
  }
  return tags
}

/**
 * Compares what stands in the DNS with the record of our key.
 * @param published records in their pieces; null: nobody answered
 * @param wanted the record as it should be
 */
export function compareDkim(
  published: readonly (readonly string[])[] | null,
  wanted: string,
): { state: DkimState; found: string | null } {
  if (published === null) return { state: 'no_answer', found: null }
  const texts = published.map((pieces) => pieces.join(''))
  const [first] = texts
  if (first === undefined) return { state: 'missing', found: null }
  const key = keyOf(wanted)
  const found = texts.join(' ').slice(0, 1_000)
  // Panels that split a long text make two records of it, each of which is half a key.
  if (texts.length > 1) return { state: keyOf(texts.join('')) === key ? 'cut' : 'several', found }
  const there = keyOf(first)
  if (there === null) return { state: 'unreadable', found }
  if (there === key) return { state: 'equal', found }
  if (there === '') return { state: 'revoked', found }
  return { state: key?.startsWith(there) ? 'cut' : 'other_key', found }
}

/** The public key of a record without the blanks that folding leaves; null where it names none. */
function keyOf(text: string): string | null {
  const tags = tagsOf(text.replace(/^"|"$/g, ''))
  const version = tags?.get('v')
  if (!tags || (version !== undefined && version !== 'DKIM1')) return null
  return tags.get('p')?.replace(/\s+/g, '') ?? null
}
