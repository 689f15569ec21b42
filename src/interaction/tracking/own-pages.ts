import type { Vault } from '../../kit/crypto/index.ts'
import { signTracked, type TokenUse, type TrackedToken } from './tokens.ts'

/** Pages of ours an author may link to like any other; behind a message's own link they know who comes. */
const pages: readonly { path: RegExp; use: TokenUse; to: string }[] = [
  { path: /^\/t\/complaint\/[^/]{1,80}$/, use: 'complaint', to: '/t/k/' },
  { path: /^\/t\/survey\/[0-9a-f-]{36}$/, use: 'survey', to: '/t/s/' },
]

/** @returns the path for the recipient of the message; null where the address is none of these pages of ours */
export function ownPageOf(vault: Vault, url: string, address: string, token: TrackedToken): string | null {
  const target = URL.parse(url)
  if (target === null || target.origin !== URL.parse(address)?.origin) return null
  const page = pages.find(({ path }) => path.test(target.pathname))
  return page ? `${page.to}${signTracked(vault, token, page.use)}` : null
}
