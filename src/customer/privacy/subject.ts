import { sql } from 'kysely'
import type { Vault } from '../../kit/crypto/index.ts'
import { isAppError } from '../../kit/errors.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import type { IdentifierKind } from '../../stores/ledger/schema/customer.ts'
import { normaliseIdentifier, phoneCountry } from '../identity/normalise.ts'

export interface NamedBy {
  kind: IdentifierKind
  text: string
  normalised: string
  index: Buffer
}

/** Somebody who asked, as everything under which they are known. */
export interface Subject {
  /** Every record of the person, ascending. */
  keys: readonly number[]
  identifiers: readonly NamedBy[]
}

/** @param keys all records of one person */
export async function subjectOf(
  ledger: Ledger,
  vault: Vault,
  workspace: Workspace,
  keys: readonly number[],
): Promise<Subject> {
  const country = phoneCountry(workspace)
  const { rows } = await sql<{ kind: IdentifierKind; ciphertext: Buffer; blind_index: Buffer }>`
    SELECT kind, ciphertext, blind_index FROM identifiers
    WHERE workspace_id = ${workspace.id} AND person_key = ANY(${[...keys]}::bigint[]) ORDER BY id`.execute(
    ledger.db,
  )
  return {
    keys: [...keys].sort((a, b) => a - b),
    identifiers: rows.flatMap(({ kind, ciphertext, blind_index }) => {
      const text = readable(vault, ciphertext)
      if (text === null) return []
      return { kind, text, index: blind_index, normalised: normaliseIdentifier(kind, text, country) ?? text }
    }),
  }
}

/** @returns null where the key was destroyed: a restored backup has such values, until they are removed again */
export function readable(vault: Vault, sealed: Buffer): string | null {
  try {
    return vault.decrypt(sealed)
  } catch (error) {
    if (isAppError(error) && error.code === 'crypto.erased') return null
    throw error
  }
}

/** Shorter names stand inside too many other words. */
const shortestName = 2
const shortestNumber = 7

/**
 * Tells whether a text names the person: an address or name anywhere in it, a telephone number however it is spaced, a
 * customer number, card or device as the whole of it. Rather one row too many than one left.
 */
export function mentions({ identifiers }: Pick<Subject, 'identifiers'>): (text: string) => boolean {
  const inside: string[] = []
  const numbers: string[] = []
  const whole = new Set<string>()
  for (const { kind, text, normalised } of identifiers) {
    const plain = folded(text)
    if (kind === 'phone') numbers.push(...phoneDigits(normalised))
    else if (kind === 'email' || kind === 'name' || kind === 'address') {
      if (plain.length >= shortestName) inside.push(plain)
    } else if (kind !== 'birthday') whole.add(plain)
  }
  const long = numbers.filter((number) => number.length >= shortestNumber)
  return (text) => {
    const plain = folded(text)
    if (whole.has(plain) || inside.some((part) => plain.includes(part))) return true
    if (long.length === 0) return false
    const digits = plain.replace(/\D/g, '')
    return digits.length >= shortestNumber && long.some((number) => digits.includes(number))
  }
}

const folded = (text: string): string => text.normalize('NFKC').trim().toLowerCase()

/** The digits people write: without the country's code where it is China's, else all but a leading zero's worth. */
function phoneDigits(e164: string): string[] {
  const digits = e164.replace(/\D/g, '')
  return digits.startsWith('86') ? [digits.slice(2)] : [digits, digits.slice(-9)]
}
