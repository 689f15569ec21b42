import { type DataKey, keyIdOf, leafKey, leafOf, mac, open, seal } from './cipher.ts'
import { cryptoErrors } from './errors.ts'
import { freshUnit, type KeyTree, unitOfPerson } from './key-tree.ts'
import { signToken, verifyToken } from './tokens.ts'

/** The secrets of one workspace, ready for use. All of it is in memory and synchronous: about 12 µs a value. */
export interface Vault {
  /** AES-256-GCM with the newest key; the same text gives other bytes each time. For what belongs to no person. */
  encrypt(text: string): Buffer
  /** The same with one of its keys that is not the newest. @throws crypto.wrongKey */
  encryptWith(keyId: string, text: string): Buffer
  /** A value under today's key of whatever it was sealed for; the same bytes where it is already. @throws as `decrypt` */
  reseal(sealed: Buffer): Buffer
  /** The same under the person's own key, which is destroyed with the person. @throws crypto.erased */
  encryptFor(personKey: number, text: string): Buffer
  /** The same under a key of its own: for what may name a person we do not know of. */
  encryptAlone(text: string): Buffer
  /** Whether the keys of a person were destroyed. */
  isErased(personKey: number): boolean
  /** @throws crypto.wrongKey, crypto.damaged, crypto.erased, crypto.personKeysMissing */
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
  /** Newest first; older ones only decrypt. Without any nothing can be kept for a person. */
  trees?: readonly KeyTree[]
}

export function createVault(keys: VaultKeys): Vault {
  const byId = new Map(keys.encrypt.map((key) => [key.id, key]))
  const trees = keys.trees ?? []
  const sealLeaf = (unit: string, text: string): Buffer => {
    const tree = trees[0]
    if (!tree) throw cryptoErrors.personKeysMissing({})
    const bytes = tree.keyOf(unit)
    if (!bytes) throw cryptoErrors.erased({})
    return seal(leafKey(tree.id, unit, bytes), Buffer.from(text, 'utf8'))
  }
  const decrypt = (sealed: Buffer): string => {
    const leaf = leafOf(sealed)
    if (leaf) {
      const tree = trees.find(({ id }) => id === leaf.tree)
      if (!tree) throw cryptoErrors.personKeysMissing({})
      const bytes = tree.keyOf(leaf.unit)
      if (!bytes) throw cryptoErrors.erased({})
      return open(leafKey(leaf.tree, leaf.unit, bytes), sealed).toString('utf8')
    }
    const key = byId.get(keyIdOf(sealed))
    if (!key) throw cryptoErrors.wrongKey({})
    return open(key, sealed).toString('utf8')
  }
  return {
    encryptFor: (personKey, text) => sealLeaf(unitOfPerson(personKey), text),
    encryptAlone: (text) => sealLeaf(freshUnit(), text),
    isErased: (personKey) => trees[0] !== undefined && trees[0].keyOf(unitOfPerson(personKey)) === null,
    encrypt: (text) => seal(keys.encrypt[0], Buffer.from(text, 'utf8')),
    encryptWith: (keyId, text) => {
      const key = byId.get(keyId)
      if (!key) throw cryptoErrors.wrongKey({})
      return seal(key, Buffer.from(text, 'utf8'))
    },
    reseal: (sealed) => {
      const leaf = leafOf(sealed)
      if (leaf) return leaf.tree === trees[0]?.id ? sealed : sealLeaf(leaf.unit, decrypt(sealed))
      if (keyIdOf(sealed) === keys.encrypt[0].id) return sealed
      return seal(keys.encrypt[0], Buffer.from(decrypt(sealed), 'utf8'))
    },
    decrypt,
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
