import { hash, verify } from '@node-rs/argon2'
import { newSecret } from '../../kit/ids.ts'
import { authErrors } from './errors.ts'

/** `Algorithm.Argon2id`: an ambient enum, whose name TypeScript does not let us use here. */
const argon2id = 2
// OWASP's first recommendation for argon2id: 19 MiB, two passes, one lane.
const options = { algorithm: argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export const minPasswordLength = 10

/** @throws auth.passwordTooWeak */
export async function hashPassword(password: string, email: string): Promise<string> {
  const account = email.toLowerCase().split('@')[0] ?? ''
  const containsAccount = account.length > 3 && password.toLowerCase().includes(account)
  if (password.length < minPasswordLength || containsAccount) throw authErrors.passwordTooWeak({})
  return hash(password, options)
}

let decoy: Promise<string> | null = null

/**
 * Whether the password belongs to the hash. With null (no such account) as much work is done against a decoy, so that
 * the time of an answer does not tell whether an account exists.
 */
export async function passwordMatches(stored: string | null, password: string): Promise<boolean> {
  decoy ??= hash(newSecret(), options)
  const matches = await verify(stored ?? (await decoy), password)
  return matches && stored !== null
}

/** A password for a person to type once: four groups without look-alike letters, 95 bits. */
export function newPassword(): string {
  const letters = newSecret(60).replace(/[^a-km-zA-HJ-NP-Z2-9]/g, '')
  return [0, 4, 8, 12].map((at) => letters.slice(at, at + 4)).join('-')
}
