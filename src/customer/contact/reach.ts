import type { IdentifierKind } from '../../stores/ledger/schema/customer.ts'

/** Kind of identifier each channel writes to, by the channel as `customers.reachable` names it; one line adds another. */
export const addressKinds = {
  email: 'email',
  sms: 'phone',
  wechat: 'openid',
  wecom: 'wecom',
  push: 'push',
  post: 'address',
} as const satisfies Record<string, IdentifierKind>
export type ContactChannel = keyof typeof addressKinds

const channels = new Map<IdentifierKind, ContactChannel>(
  Object.entries(addressKinds).map(([channel, kind]) => [kind, channel as ContactChannel]),
)

/** Channel that somebody with such an identifier is reached by; null for what is no address. */
export function reachBy(kind: IdentifierKind): ContactChannel | null {
  return channels.get(kind) ?? null
}
