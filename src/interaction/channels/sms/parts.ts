/** GSM 03.38: one septet each. */
const basic =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà'
/** Two septets each: an escape and a character. */
const extended = '\f^{}\\[~]|€'
const units = new Map<string, number>([
  ...[...basic].map((char): [string, number] => [char, 1]),
  ...[...extended].map((char): [string, number] => [char, 2]),
])

export interface SmsParts {
  encoding: 'gsm7' | 'ucs2'
  /** What goes out, one SMS each; together the text. */
  parts: readonly string[]
  /** Of the encoding: septets or 16-bit units. */
  units: number
  /** Units that still fit into the last part. */
  left: number
}

/** GSM 03.38 carries Latin text in 160 septets, all else takes UCS-2 with 70; joined ones lose 7 septets, or 3 units. */
export const partSizes = { gsm7: { single: 160, joined: 153 }, ucs2: { single: 70, joined: 67 } } as const

/**
 * Splits a text as telephones join it again. Nothing that belongs together is cut: no escaped character of GSM 03.38, no
 * surrogate pair.
 * Source: 3GPP TS 23.038 (alphabet), TS 23.040 §9.2.3.24.1 (concatenation).
 */
export function smsParts(text: string): SmsParts {
  const characters = [...text]
  const encoding = characters.every((char) => units.has(char)) ? 'gsm7' : 'ucs2'
  const sizeOf = (char: string) => (encoding === 'gsm7' ? (units.get(char) ?? 0) : char.length)
  const total = characters.reduce((sum, char) => sum + sizeOf(char), 0)
  const { single, joined } = partSizes[encoding]
  if (total <= single) return { encoding, parts: [text], units: total, left: single - total }
  const parts: string[] = []
  let part = ''
  let used = 0
  for (const char of characters) {
    const size = sizeOf(char)
    if (used + size > joined) {
      parts.push(part)
      part = ''
      used = 0
    }
    part += char
    used += size
  }
  parts.push(part)
  return { encoding, parts, units: total, left: joined - used }
}
