import { randomBytes } from 'node:crypto'
import { uuidv7 } from 'uuidv7'

/** Time-ordered identifier for rows of the ledger. */
export function newId(): string {
  return uuidv7()
}

/** Unguessable token, URL-safe. `bytes` of entropy, 32 by default. */
export function newSecret(bytes = 32): string {
  return randomBytes(bytes).toString('base64url')
}
