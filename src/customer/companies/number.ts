/** The 31 signs of a unified social credit code: digits and capitals without I, O, S, V, Z (GB 32100-2015). */
const signs = '0123456789ABCDEFGHJKLMNPQRTUWXY'

/**
 * Check digit of a unified social credit code 统一社会信用代码: weights 3^i modulo 31 (GB 32100-2015).
 * @param body its first 17 signs
 * @returns null where a sign cannot stand in such a code
 */
export function creditCheckDigit(body: string): string | null {
  let sum = 0
  let weight = 1
  for (const sign of body) {
    const value = signs.indexOf(sign)
    if (value < 0) return null
    sum += value * weight
    weight = (weight * 3) % 31
  }
  return signs[(31 - (sum % 31)) % 31] ?? null
}

/**
 * A registration number as it is kept: capitals, no blanks. 18 signs are a unified code and must agree with their check
 * digit; others (older numbers, other countries) are taken as they are.
 * @returns null for what is no such number
 */
export function companyNumber(text: string): string | null {
  const number = text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s.-]/g, '')
  if (!/^[0-9A-Z/]{4,24}$/.test(number) || !/\d/.test(number)) return null
  if (number.length !== 18) return number
  return /^[0-9A-Z]{2}\d{6}/.test(number) && creditCheckDigit(number.slice(0, 17)) === number[17]
    ? number
    : null
}

/** Codes of sole traders 个体工商户 begin with 92: the register of commerce, and the kind of it. */
export function isSoleTraderNumber(number: string): boolean {
  return number.length === 18 && number.startsWith('92')
}

/** Whether a business is a person: by its number, or by what it calls itself. */
export const isSoleTrader = (name: string, number: string | null): boolean =>
  (number !== null && isSoleTraderNumber(number)) || /个体工商户|个体户|個體/.test(name)
