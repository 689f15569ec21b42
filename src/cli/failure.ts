import { CommanderError } from 'commander'
import { type ErrorKind, isAppError, type Locale, messageOf } from '../kit/errors.ts'

/** What the caller got wrong ends with 2, everything else with 1. */
const wrongInput: ReadonlySet<ErrorKind> = new Set(['invalid', 'too_large', 'not_found'])

export interface Failure {
  exitCode: number
  /** Empty where commander has said it already. */
  message: string
}

/** How a command that threw ends: one sentence, never a stack. */
export function failureOf(error: unknown, locale: Locale): Failure {
  if (error instanceof CommanderError) return { exitCode: error.exitCode === 0 ? 0 : 2, message: '' }
  if (isAppError(error)) return { exitCode: wrongInput.has(error.kind) ? 2 : 1, message: error.in(locale) }
  const message =
    locale === 'en'
      ? `Something unexpected went wrong: ${messageOf(error)}. The log in the data folder (logs/liangti.log) has the details.`
      : `出现意外错误：${messageOf(error)}。详情见数据目录中的日志（logs/liangti.log）。`
  return { exitCode: 1, message }
}
