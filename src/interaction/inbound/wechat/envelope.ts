import { createDecipheriv, createHash, timingSafeEqual } from 'node:crypto'
import { flatXml } from './xml.ts'

/** What an account shares with the platform for what comes back. */
export interface CallbackSecrets {
  appId: string
  /** Token: what requests are signed by. */
  token: string
  /** EncodingAESKey, 43 characters; '' where messages come in clear. */
  aesKey: string
}

/** What a request says of itself, in its address. */
export interface CallbackQuery {
  signature: string
  timestamp: string
  nonce: string
  /** Of messages that are encrypted. */
  msgSignature: string
}

/** Later than that it is somebody who repeats what they heard; clocks may differ by as much. */
export const longestAgeSeconds = 300

/** SHA-1 over the sorted texts, as the platform signs. */
export function signatureOf(...texts: readonly string[]): string {
  return createHash('sha1')
    .update([...texts].sort().join(''))
    .digest('hex')
}

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}

/** Whether the platform sent it, and lately. @param now the machine's time */
export function isSigned({ token }: CallbackSecrets, query: CallbackQuery, now: Date): boolean {
  const { signature, timestamp, nonce } = query
  return (
    token !== '' &&
    isLate(timestamp, now) === false &&
    isSame(signature, signatureOf(token, timestamp, nonce))
  )
}

function isLate(timestamp: string, now: Date): boolean {
  if (!/^\d{1,12}$/.test(timestamp)) return true
  return Math.abs(now.getTime() / 1_000 - Number(timestamp)) > longestAgeSeconds
}

/**
 * The message of a request, opened and checked. Where a key is agreed on, nothing in clear is taken.
 * @param now the machine's time @returns null for what the platform did not send, or nobody can read
 * Source: developers.weixin.qq.com, "消息加解密说明".
 */
export function openMessage(
  secrets: CallbackSecrets,
  query: CallbackQuery,
  body: string,
  now: Date,
): ReadonlyMap<string, string> | null {
  if (!isSigned(secrets, query, now)) return null
  const outer = flatXml(body)
  if (secrets.aesKey === '') return outer
  const sealed = outer?.get('Encrypt') ?? ''
  const { timestamp, nonce, msgSignature } = query
  if (sealed === '' || !isSame(msgSignature, signatureOf(secrets.token, timestamp, nonce, sealed)))
    return null
  const plain = decrypted(secrets, sealed)
  return plain === null ? null : flatXml(plain)
}

/** AES-256-CBC; 16 bytes of chance, the length, the message, the account it is for. @returns null where it is not for us */
export function decrypted({ appId, aesKey }: CallbackSecrets, sealed: string): string | null {
  const key = Buffer.from(`${aesKey}=`, 'base64')
  const bytes = Buffer.from(sealed, 'base64')
  if (key.length !== 32 || bytes.length === 0 || bytes.length % 16 !== 0) return null
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  const padded = Buffer.concat([decipher.update(bytes), decipher.final()])
  const padding = padded.at(-1) ?? 0
  // Padded to blocks of 32, not of 16.
  if (padding < 1 || padding > 32 || padding > padded.length) return null
  const plain = padded.subarray(0, padded.length - padding)
  if (plain.length < 20) return null
  const end = 20 + plain.readUInt32BE(16)
  if (end > plain.length) return null
  return isSame(plain.toString('utf8', end), appId) ? plain.toString('utf8', 20, end) : null
}
