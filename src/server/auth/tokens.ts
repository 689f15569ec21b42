import { createHash, timingSafeEqual } from 'node:crypto'

/** How secrets of 256 random bits are stored; a fast hash is enough, for there is nothing to guess. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

/** Equal, in a time that does not tell how many characters are. */
export function sameToken(a: string, b: string): boolean {
  return timingSafeEqual(hashToken(a), hashToken(b))
}
