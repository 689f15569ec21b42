import { createHash } from 'node:crypto'

/** Digits and letters that are not taken for one another in print (Crockford's base 32). */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const bodyLength = 10

/**
 * What stands on a letter so that it is known again when the post brings it back: ten signs of what it is made from and
 * one that shows a misreading. Says nothing of the customer.
 */
export function letterCode(batchId: string, deliveryId: string): string {
  const bits = createHash('sha256').update(`letter/${batchId}/${deliveryId}`).digest()
  let value = bits.readBigUInt64BE(0) >> 14n
  let body = ''
  for (let i = 0; i < bodyLength; i++) {
    body = (alphabet[Number(value & 31n)] ?? '0') + body
    value >>= 5n
  }
  return body + checkSign(body)
}

/** As it is printed: XXXX-XXXX-XXX. */
export function printedCode(code: string): string {
  return `${code.slice(0, 4)}-${code.slice(4, 8)}-${code.slice(8)}`
}

/** What somebody typed or scanned, as it is stored; null where it cannot be a code, a misread sign included. */
export function readCode(typed: string): string | null {
  const code = typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\p{Pd}_.]/gu, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1')
  if (code.length !== bodyLength + 1 || [...code].some((sign) => !alphabet.includes(sign))) return null
  return checkSign(code.slice(0, -1)) === code.at(-1) ? code : null
}

/** Luhn's formula over 32 signs: finds every single misread sign, and nearly every exchange of two neighbours. */
function checkSign(body: string): string {
  const base = alphabet.length
  let sum = 0
  ;[...body].reverse().forEach((sign, i) => {
    const value = alphabet.indexOf(sign) * (i % 2 === 0 ? 2 : 1)
    sum += Math.floor(value / base) + (value % base)
  })
  return alphabet[(base - (sum % base)) % base] ?? ''
}
