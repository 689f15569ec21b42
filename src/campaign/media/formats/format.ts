import { createHash } from 'node:crypto'
import type { Localized } from '../../../kit/api-shapes.ts'

/** Contact details as we keep them: e-mail in lower case, telephone as E.164. */
export type AudienceKey = 'email' | 'phone'
export type KnownKeys = Partial<Record<AudienceKey, string>>

/** What an advertising platform takes as a list of people; a registry entry, and every one passes the same test. */
export interface AudienceFormat {
  id: string
  label: Localized
  /** How the platform asks for values, in words. */
  about: Localized
  keys: readonly AudienceKey[]
  /** First line; null: none. */
  head: readonly string[] | null
  /** Cells of one person; null: nothing the platform could match. */
  row(known: KnownKeys): readonly string[] | null
}

export function defineAudienceFormat(format: AudienceFormat): AudienceFormat {
  return format
}

export const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex')
export const md5 = (text: string): string => createHash('md5').update(text, 'utf8').digest('hex')

/** A mobile number of mainland China as platforms there write it: eleven digits without the country's code. */
export function chineseMobile(phone: string | undefined): string | null {
  return phone !== undefined && /^\+861[3-9]\d{9}$/.test(phone) ? phone.slice(3) : null
}

/** One number a line, hashed: what Chinese platforms take as 号码包. */
export function numberList(
  of: Pick<AudienceFormat, 'id' | 'label' | 'about'>,
  hash: (text: string) => string,
): AudienceFormat {
  return defineAudienceFormat({
    ...of,
    keys: ['phone'],
    head: null,
    row: ({ phone }) => {
      const mobile = chineseMobile(phone)
      return mobile === null ? null : [hash(mobile)]
    },
  })
}
