import { signTracked, type TrackedToken, type VaultOf, verifyTracked } from '../../tracking/tokens.ts'

/** `b`: mail servers send back what they could not deliver. `r`: people answer. */
export type AddressUse = 'bounce' | 'reply'

const letters: Record<AddressUse, string> = { bounce: 'b', reply: 'r' }
/** RFC 4648, small: servers on the way may change the case of an address. */
const alphabet = 'abcdefghijklmnopqrstuvwxyz234567'
const macBytes = 16
const idBytes = 16
const wholeBytes = 4 + idBytes + macBytes

/**
 * The part of an address before its @, 60 characters: workspace, delivery and a MAC of 128 bits, the same as of tracking
 * tokens. It names nobody, and nobody can make one.
 */
export function addressToken(
  vault: Parameters<typeof signTracked>[0],
  of: { workspaceId: number; deliveryId: string },
  use: AddressUse,
): string {
  const [, mac = ''] = signTracked(vault, { ...of, linkNo: 0 }, use).split('.')
  const head = Buffer.alloc(4)
  head.writeUInt32BE(of.workspaceId)
  const id = Buffer.from(of.deliveryId.replaceAll('-', ''), 'hex')
  return `${letters[use]}+${base32(Buffer.concat([head, id, Buffer.from(mac, 'base64url')]))}`
}

export type VerifiedAddress = Pick<TrackedToken, 'workspaceId' | 'deliveryId'> & { use: AddressUse }

/** @returns null for every address that we did not make */
export async function verifyAddress(vaultOf: VaultOf, address: string): Promise<VerifiedAddress | null> {
  const match = /^([br])\+([a-z2-7]{58})@/i.exec(address.trim())
  const bytes = match?.[2] ? fromBase32(match[2].toLowerCase()) : null
  if (!match || !bytes) return null
  const use: AddressUse = match[1]?.toLowerCase() === 'b' ? 'bounce' : 'reply'
  const workspaceId = bytes.readUInt32BE(0)
  const id = bytes.subarray(4, 4 + idBytes).toString('base64url')
  const payload = Buffer.from(JSON.stringify([workspaceId, id, 0])).toString('base64url')
  const mac = bytes.subarray(4 + idBytes).toString('base64url')
  try {
    const { deliveryId } = await verifyTracked(vaultOf, `${payload}.${mac}`, use)
    return { workspaceId, deliveryId, use }
  } catch {
    return null
  }
}

function base32(bytes: Buffer): string {
  let text = ''
  let held = 0
  let bits = 0
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xffff
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += alphabet[(held >> bits) & 31]
    }
  }
  return bits > 0 ? text + alphabet[(held << (5 - bits)) & 31] : text
}

/** @returns null where it is not exactly what `base32` writes */
function fromBase32(text: string): Buffer | null {
  const bytes: number[] = []
  let held = 0
  let bits = 0
  for (const letter of text) {
    held = ((held << 5) | alphabet.indexOf(letter)) & 0xffff
    bits += 5
    if (bits >= 8) {
      bits -= 8
      bytes.push((held >> bits) & 255)
    }
  }
  const whole = Buffer.from(bytes)
  return whole.length === wholeBytes && base32(whole) === text ? whole : null
}
