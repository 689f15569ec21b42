/**
 * Direct identifiers that slipped into text: e-mails, telephone numbers, Chinese identity numbers. Better one product
 * name with stars too many than one telephone number in the warehouse.
 */
const email =
  /[^\s@,;:<>()"'|!?，。；：！？]+@[^\s@,;:<>()"'|!?，。；：！？]+\.[^\s@,;:<>()"'|!?，。；：！？]{2,}/
const identityNumber = /(?<!\d)\d{6}(?:19|20)\d{9}[\dXx](?!\d)/
const mobile = /(?<!\d)(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)/
const international = /(?<![\d+])\+\d(?:[ ().-]{0,2}\d){7,14}(?!\d)/
/** Groups of three or four with separators: 555-123-4567, (020) 7946 0958. */
const grouped = /(?<![\d.])\(?0?\d{2,4}\)?[ -]\d{3,4}[ -]\d{3,4}(?![\d.])/

const any = new RegExp(
  [email, identityNumber, international, mobile, grouped].map((r) => r.source).join('|'),
  'g',
)

/** Whether a look at the text is worth the patterns: an @, or eight digits with nothing but their separators between. */
function suspicious(text: string): boolean {
  let digits = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code >= 48 && code <= 57) {
      if (++digits >= 8) return true
    } else if (code === 64 || (code > 127 && isWide(code))) return true
    // Space ( ) + - . may stand within a number; anything else ends it. Message ids are full of digits and letters.
    else if (code !== 32 && (code < 40 || code > 46 || code === 42 || code === 44)) digits = 0
  }
  return false
}

/** Full-width digits and the full-width @; they are read as the plain ones. */
const isWide = (code: number) => (code >= 0xff10 && code <= 0xff19) || code === 0xff20

/** @returns the text itself where nothing was found, so that `masked === text` tells */
export function maskText(text: string): string {
  if (!suspicious(text)) return text
  const plain = text.replace(/[\uff10-\uff19\uff20]/g, (char) => char.normalize('NFKC'))
  const masked = plain.replace(any, '***')
  return masked === plain ? text : masked
}

/** Whether the whole text could be an identifier: a customer number that is a telephone number must not be shown. */
export function holdsIdentifier(text: string): boolean {
  return maskText(text) !== text
}
