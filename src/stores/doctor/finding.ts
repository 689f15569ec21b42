import type { Locale } from '../../kit/errors.ts'

export type Words = Record<Locale, string>

/** One thing that was looked at: what was found and, unless it is well, what to do. */
export interface Finding {
  check: string
  status: 'ok' | 'warn' | 'fail'
  what: Words
  fix: Words | null
}

export const say = (en: string, zh: string): Words => ({ en, 'zh-CN': zh })
export const ok = (check: string, what: Words): Finding => ({ check, status: 'ok', what, fix: null })
export const warn = (check: string, what: Words, fix: Words): Finding => ({
  check,
  status: 'warn',
  what,
  fix,
})
export const fail = (check: string, what: Words, fix: Words): Finding => ({
  check,
  status: 'fail',
  what,
  fix,
})
