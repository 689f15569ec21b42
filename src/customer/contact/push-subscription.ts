/** A browser that takes notifications, by the names of the Push API. */
export interface PushSubscription {
  /** Where its push service takes messages for it. */
  endpoint: string
  /** Its public key on P-256, uncompressed. */
  p256dh: Buffer
  /** Its secret of 16 bytes. */
  auth: Buffer
}

const longestEndpoint = 1_000

/**
 * The one form a subscription is kept and found in: endpoint, public key and secret, with blanks between.
 * @param text that form, or the JSON a browser makes of a PushSubscription
 * @returns null where it is none
 */
export function readSubscription(text: string): string | null {
  const trimmed = text.trim()
  const parts = trimmed.startsWith('{') ? partsOfJson(trimmed) : trimmed.split(' ')
  const [endpoint, p256dh, auth, ...more] = parts
  if (endpoint === undefined || p256dh === undefined || auth === undefined || more.length > 0) return null
  const [key, secret] = [bytesOf(p256dh), bytesOf(auth)]
  if (!isEndpoint(endpoint) || key?.length !== 65 || key[0] !== 4 || secret?.length !== 16) return null
  return [endpoint, key.toString('base64url'), secret.toString('base64url')].join(' ')
}

/** @param text as `readSubscription` returns it; null for anything else */
export function subscriptionOf(text: string): PushSubscription | null {
  if (readSubscription(text) !== text) return null
  const [endpoint = '', p256dh = '', auth = ''] = text.split(' ')
  return { endpoint, p256dh: Buffer.from(p256dh, 'base64url'), auth: Buffer.from(auth, 'base64url') }
}

/** Whose push service it is; all that is shown of a subscription. */
export function pushHost(text: string): string {
  const [endpoint = ''] = text.split(' ')
  return URL.canParse(endpoint) ? new URL(endpoint).host : ''
}

function partsOfJson(text: string): string[] {
  try {
    const { endpoint, keys } = JSON.parse(text) as { endpoint?: unknown; keys?: Record<string, unknown> }
    return [endpoint, keys?.p256dh, keys?.auth].filter((part) => typeof part === 'string')
  } catch {
    return []
  }
}

/** Browsers write base64url without padding; some libraries write the other alphabet, or pad. */
function bytesOf(text: string): Buffer | null {
  return /^[A-Za-z0-9+/_-]{20,120}={0,2}$/.test(text) ? Buffer.from(text, 'base64url') : null
}

/** Encrypted on its way; plain only to this very machine, where it is tried out. */
function isEndpoint(text: string): boolean {
  if (text.length > longestEndpoint || !/^[\x21-\x7e]+$/.test(text) || !URL.canParse(text)) return false
  const { protocol, hostname, username, password } = new URL(text)
  if (username !== '' || password !== '') return false
  return protocol === 'https:' || (protocol === 'http:' && /^(127\.0\.0\.1|localhost)$/.test(hostname))
}
