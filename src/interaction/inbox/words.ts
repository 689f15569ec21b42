import type { Vault } from '../../kit/crypto/index.ts'
import { isAppError } from '../../kit/errors.ts'

/** What stands in a message, sealed as one. */
export interface Words {
  subject: string | null
  text: string
}

/** Sealed under the person's key, so that it goes with them; what nobody we know wrote has a key of its own. */
export function sealFor(vault: Vault, personKey: number | null, text: string): Buffer {
  return personKey === null ? vault.encryptAlone(text) : vault.encryptFor(personKey, text)
}

export function sealWords(vault: Vault, personKey: number | null, { subject, text }: Words): Buffer {
  return sealFor(vault, personKey, JSON.stringify({ subject, text }))
}

/** Blank where the person was erased meanwhile. */
export function openWords(vault: Vault, sealed: Buffer): Words {
  try {
    return JSON.parse(vault.decrypt(sealed)) as Words
  } catch (error) {
    if (isAppError(error) && error.code === 'crypto.erased') return { subject: null, text: '' }
    throw error
  }
}
