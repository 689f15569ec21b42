import { type DataKey, keyIdOf, mac, open, seal } from './cipher.ts'
import { cryptoErrors } from './errors.ts'
import { signToken, verifyToken } from './tokens.ts'

/** The secrets of one workspace, ready for use. All of it is in memory and synchronous: about 12 µs a value. */
export interface Vault {
  /** AES-256-GCM with the newest key; the same text gives other bytes each time. */
  encrypt(text: string): Buffer
  /** @throws crypto.wrongKey, crypto.damaged */
  decrypt(sealed: Buffer): string
  /**
   * 32 bytes that are equal for equal values of a kind, and tell nothing without the key: how an identifier is found
   * again. Give the normalised form (E.164, lower-case mail).
   */
  blindIndex(kind: string, normalisedValue: string): Buffer
  /** URL-safe signed token; readable by whoever holds it, so ids only. */
  sign(payload: object, purpose: string): string
  /** @throws crypto.badToken */
  verify(token: string, purpose: string): unknown
}

export interface VaultKeys {
  /** Newest first; older ones only decrypt. */
  encrypt: readonly [DataKey, ...DataKey[]]
  index: DataKey
  /** Newest first; older ones only verify, so links sent last year still work. */
  sign: readonly [DataKey, ...DataKey[]]
}

export function createVault(keys: VaultKeys): Vault {
  const byId = new Map(keys.encrypt.map((key) => [key.id, key]))
  return {
    encrypt: (text) => seal(keys.encrypt[0], Buffer.from(text, 'utf8')),
    decrypt: (sealed) => {
      const key = byId.get(keyIdOf(sealed))
      if (!key) throw cryptoErrors.wrongKey({})
      return open(key, sealed).toString('utf8')
    },
    blindIndex: (kind, normalisedValue) => mac(keys.index.bytes, 'blind-index', kind, normalisedValue),
    sign: (payload, purpose) => signToken(keys.sign[0].bytes, payload, purpose),
    verify: (token, purpose) => {
      for (const key of keys.sign) {
        try {
          return verifyToken(key.bytes, token, purpose)
        } catch {
          // An older key may have signed it; when none did, the last word is below.
        }
      }
      throw cryptoErrors.badToken({})
    },
  }
}
