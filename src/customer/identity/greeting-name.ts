import { holdsIdentifier } from '../privacy/text-guard.ts'

/** Longer ones are companies with their legal form, or notes somebody wrote into the field. */
const longestName = 40

/**
 * A stored name as a letter may begin with it: one line, no control characters. Null for what is no name: blanks,
 * numbers, an address or telephone typed into the field, something too long; "Dear customer" is better than those.
 */
export function greetingName(stored: string): string | null {
  const name = stored
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim()
  if (!/\p{L}/u.test(name) || [...name].length > longestName) return null
  if (holdsIdentifier(name) || /[@<>{}[\]\\]|\d{3}/.test(name)) return null
  if (/^(null|none|n\/?a|undefined|unknown|test|无|未知|匿名)$/i.test(name)) return null
  return name
}
