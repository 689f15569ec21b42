import { createCipheriv, createDecipheriv, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { cryptoErrors } from './errors.ts'

/**
 * A sealed value: version (1 byte), id of its key (16), nonce (12), tag (16), ciphertext. The id says which key opens
 * it, so that keys can be changed. In version 2 it names a leaf of a key tree (8 bytes of the tree, 8 of the unit): the
 * key of one person, whose loss erases the person.
 */
const plainVersion = 1
const leafVersion = 2
const header = 1 + 16
const nonceBytes = 12
const tagBytes = 16
const overhead = header + nonceBytes + tagBytes

export interface DataKey {
  /** UUID; of a leaf, tree and unit written as one. */
  id: string
  /** 32 bytes. */
  bytes: Buffer
  isLeaf?: boolean
}

/** AES-256-GCM; the header and `context` are authenticated with it, so a value cannot be moved elsewhere. */
export function seal(key: DataKey, plain: Buffer, context = ''): Buffer {
  const head = Buffer.concat([Buffer.of(key.isLeaf ? leafVersion : plainVersion), uuidBytes(key.id)])
  const nonce = freshNonce()
  const cipher = createCipheriv('aes-256-gcm', key.bytes, nonce).setAAD(
    Buffer.concat([head, Buffer.from(context)]),
  )
  const body = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([head, nonce, cipher.getAuthTag(), body])
}

/** Fetching chance costs the same for one nonce and for hundreds. */
const noncesAtOnce = 512
let nonces = Buffer.alloc(0)

function freshNonce(): Buffer {
  if (nonces.length === 0) nonces = randomBytes(noncesAtOnce * nonceBytes)
  const nonce = nonces.subarray(0, nonceBytes)
  nonces = nonces.subarray(nonceBytes)
  return nonce
}

/** Id of the key a sealed value needs. @throws crypto.damaged */
export function keyIdOf(sealed: Buffer): string {
  if (sealed.length < overhead)
    throw cryptoErrors.damaged({ problem: `only ${sealed.length} bytes are left of it` })
  if (sealed[0] !== plainVersion && sealed[0] !== leafVersion)
    throw cryptoErrors.damaged({ problem: `its format ${sealed[0]} is not known` })
  return uuidOf(sealed.toString('hex', 1, header))
}

/** The leaf a sealed value needs; null where it needs a key that is no leaf. @throws crypto.damaged */
export function leafOf(sealed: Buffer): { tree: string; unit: string } | null {
  const hex = keyIdOf(sealed).replaceAll('-', '')
  return sealed[0] === leafVersion ? { tree: hex.slice(0, 16), unit: hex.slice(16) } : null
}

export function leafKey(tree: string, unit: string, bytes: Buffer): DataKey {
  return { id: uuidOf(tree + unit), bytes, isLeaf: true }
}

function uuidOf(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** @throws crypto.damaged, crypto.wrongKey */
export function open(key: DataKey, sealed: Buffer, context = ''): Buffer {
  if (keyIdOf(sealed) !== key.id) throw cryptoErrors.wrongKey({})
  const nonce = sealed.subarray(header, header + nonceBytes)
  const tag = sealed.subarray(header + nonceBytes, overhead)
  const aad = Buffer.concat([sealed.subarray(0, header), Buffer.from(context)])
  const decipher = createDecipheriv('aes-256-gcm', key.bytes, nonce, { authTagLength: tagBytes })
    .setAAD(aad)
    .setAuthTag(tag)
  try {
    return Buffer.concat([decipher.update(sealed.subarray(overhead)), decipher.final()])
  } catch (error) {
    throw cryptoErrors.wrongKey({}, error)
  }
}

/** Fresh key of 32 bytes. */
export function newKeyBytes(): Buffer {
  return randomBytes(32)
}

/** HMAC-SHA256 over length-prefixed parts, so that ('ab','c') and ('a','bc') differ. */
export function mac(key: Buffer, ...parts: readonly string[]): Buffer {
  const lengths = parts.map((part) => Buffer.byteLength(part, 'utf8'))
  const message = Buffer.allocUnsafe(lengths.reduce((sum, length) => sum + 4 + length, 0))
  let at = 0
  for (const [i, part] of parts.entries()) {
    at = message.writeUInt32BE(lengths[i] ?? 0, at)
    at += message.write(part, at, 'utf8')
  }
  return createHmac('sha256', key).update(message).digest()
}

/** Comparison whose duration does not tell where the first difference is. */
export function equalBytes(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b)
}

/** Master key as a data key: a fixed id, since there is one at a time. */
export function masterAsKey(bytes: Buffer): DataKey {
  return { id: '00000000-0000-0000-0000-000000000000', bytes }
}

function uuidBytes(id: string): Buffer {
  const bytes = Buffer.from(id.replaceAll('-', ''), 'hex')
  if (bytes.length !== 16) throw new Error('The id of a key must be a UUID.')
  return bytes
}
