import { z } from 'zod'
import { cryptoErrors, type Vault } from '../../kit/crypto/index.ts'

export type TokenUse =
  | 'open'
  | 'click'
  | 'unsubscribe'
  | 'preferences'
  | 'bounce'
  | 'reply'
  | 'complaint'
  | 'complaint_confirm'
  | 'survey'
  | 'sign_up'

export interface TrackedToken {
  workspaceId: number
  deliveryId: string
  /** Number in `campaign_links`; 0 for opens and unsubscribing. */
  linkNo: number
}

/** Finds the keys of a workspace. @throws when there is no such workspace */
export type VaultOf = (workspaceId: number) => Promise<Vault>

const payload = z.tuple([z.int().positive(), z.string().length(22), z.int().min(0)])

/** About 65 characters: workspace, delivery, link, and 128 bits of MAC. No address, no name, no URL. */
export function signTracked(vault: Vault, token: TrackedToken, use: TokenUse): string {
  return vault.sign([token.workspaceId, shortId(token.deliveryId), token.linkNo], `tracking/${use}`)
}

/** @throws crypto.badToken whatever is wrong with it */
export async function verifyTracked(vaultOf: VaultOf, token: string, use: TokenUse): Promise<TrackedToken> {
  // Only to find whose key checks it; nothing else is believed before the check.
  const claimed = payload.safeParse(unverified(token))
  if (!claimed.success) throw cryptoErrors.badToken({})
  const vault = await vaultOf(claimed.data[0]).catch((error: unknown) => {
    throw cryptoErrors.badToken({}, error)
  })
  const [workspaceId, id, linkNo] = payload.parse(vault.verify(token, `tracking/${use}`))
  return { workspaceId, deliveryId: longId(id), linkNo }
}

function unverified(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString('utf8'))
  } catch {
    return null
  }
}

function shortId(uuid: string): string {
  return Buffer.from(uuid.replaceAll('-', ''), 'hex').toString('base64url')
}

function longId(short: string): string {
  const hex = Buffer.from(short, 'base64url').toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
