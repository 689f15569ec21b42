import { createECDH, createPrivateKey, sign } from 'node:crypto'

/** Who sends, as push services know it: both halves base64url, the public one an uncompressed point. */
export interface VapidKeys {
  vapidPublic: string
  vapidPrivate: string
}

/** A fresh pair on P-256. */
export function newVapidKeys(): VapidKeys {
  const pair = createECDH('prime256v1')
  const publicKey = pair.generateKeys()
  return {
    vapidPublic: publicKey.toString('base64url'),
    // Leading zeros are left out of the number, and belong to the key.
    vapidPrivate: Buffer.concat([Buffer.alloc(32), pair.getPrivateKey()])
      .subarray(-32)
      .toString('base64url'),
  }
}

/** Services refuse what holds longer than a day; half of it leaves room for clocks that differ. */
const holdsSeconds = 12 * 3_600
const renewBeforeSeconds = 3_600

/**
 * The `Authorization` of requests to a push service, one for each service and half a day.
 * @param contact where the service may reach the sender: mailto: or https:
 * Source: RFC 8292 §2 and §3 (ES256 of RFC 7518).
 */
export function vapidSigner(
  { vapidPublic, vapidPrivate }: VapidKeys,
  contact: string,
): (origin: string, now: Date) => string {
  const point = Buffer.from(vapidPublic, 'base64url')
  const key = createPrivateKey({
    format: 'jwk',
    key: {
      ...{ kty: 'EC', crv: 'P-256', d: vapidPrivate },
      x: point.subarray(1, 33).toString('base64url'),
      y: point.subarray(33).toString('base64url'),
    },
  })
  const held = new Map<string, { header: string; until: number }>()
  return (origin, now) => {
    const seconds = Math.floor(now.getTime() / 1_000)
    const known = held.get(origin)
    if (known && known.until - renewBeforeSeconds > seconds && known.until <= seconds + holdsSeconds)
      return known.header
    const until = seconds + holdsSeconds
    const said = `${part({ typ: 'JWT', alg: 'ES256' })}.${part({ aud: origin, exp: until, sub: contact })}`
    const signature = sign('sha256', Buffer.from(said), { key, dsaEncoding: 'ieee-p1363' })
    const header = `vapid t=${said}.${signature.toString('base64url')}, k=${vapidPublic}`
    held.set(origin, { header, until })
    return header
  }
}

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
