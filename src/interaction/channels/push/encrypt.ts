import { createCipheriv, createECDH, createHmac } from 'node:crypto'

/** Whom a message is for: `PushSubscription.getKey('p256dh')` and `getKey('auth')`. */
export interface Receiver {
  p256dh: Buffer
  auth: Buffer
}

/** What a message is sealed with; each pair serves for one message only. */
export interface Sealing {
  /** 16 bytes. */
  salt: Buffer
  /** Private key on P-256 of this one message. */
  privateKey: Buffer
}

/** The record's own 16 bytes of proof, its end sign, and the header of the one record. */
const overhead = 16 + 1 + 86
/** What push services must take, RFC 8030 §7.2. */
export const mostBodyBytes = 4_096
export const mostPlainBytes = mostBodyBytes - overhead

/**
 * Seals a message so that only the browser reads it, as one record of `aes128gcm`.
 * @throws Error where the receiver's key is no point of the curve
 * Source: RFC 8291 §3 (keys), RFC 8188 §2 (record); its worked example is in the tests.
 */
export function encrypt(plain: Buffer, { p256dh, auth }: Receiver, { salt, privateKey }: Sealing): Buffer {
  const own = createECDH('prime256v1')
  own.setPrivateKey(privateKey)
  const publicKey = own.getPublicKey()
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), p256dh, publicKey])
  const input = hkdf(auth, own.computeSecret(p256dh), info, 32)
  const key = hkdf(salt, input, Buffer.from('Content-Encoding: aes128gcm\0'), 16)
  const nonce = hkdf(salt, input, Buffer.from('Content-Encoding: nonce\0'), 12)
  const cipher = createCipheriv('aes-128-gcm', key, nonce)
  const head = Buffer.alloc(21)
  salt.copy(head)
  head.writeUInt32BE(mostBodyBytes, 16)
  head.writeUInt8(publicKey.length, 20)
  const sealed = [cipher.update(plain), cipher.update(Buffer.of(2)), cipher.final(), cipher.getAuthTag()]
  return Buffer.concat([head, publicKey, ...sealed])
}

/** HMAC-based derivation of at most one block, RFC 5869. */
function hkdf(salt: Buffer, input: Buffer, info: Buffer, bytes: number): Buffer {
  const pseudorandom = createHmac('sha256', salt).update(input).digest()
  const block = createHmac('sha256', pseudorandom).update(info).update(Buffer.of(1)).digest()
  return block.subarray(0, bytes)
}
