import { z } from 'zod'
import type { Locale } from '../../kit/errors.ts'
import { httpErrors } from './errors.ts'

type Issue = z.core.$ZodIssue

const words = { en: z.locales.en().localeError, 'zh-CN': z.locales.zhCN().localeError }

/**
 * Checks one part of a request.
 * @throws http.field naming the first wrong field (`rule.all[2].op`) and what is wrong with it
 */
export function checked(schema: z.ZodType | undefined, value: unknown, locale: Locale): unknown {
  if (!schema) return undefined
  const parsed = schema.safeParse(value, { error: words[locale] })
  if (parsed.success) return parsed.data
  const { path, message } = mostTelling(parsed.error.issues)
  const where = path.length === 0 ? (locale === 'en' ? 'The request' : '请求') : written(path)
  throw httpErrors.field({ where, problem: message.replace(/[.。]$/, '') })
}

/** Of the branches of a union, the one that got furthest says most: "Invalid input" helps nobody. */
function mostTelling(issues: readonly Issue[]): { path: PropertyKey[]; message: string } {
  let best: { path: PropertyKey[]; message: string } = { path: [], message: '' }
  const consider = (issue: Issue, prefix: PropertyKey[]): void => {
    const path = [...prefix, ...issue.path]
    if (issue.code === 'invalid_union' && issue.errors.length > 0) {
      for (const branch of issue.errors) for (const inner of branch.slice(0, 1)) consider(inner, path)
    }
    if (best.message === '' || path.length > best.path.length) best = { path, message: issue.message }
  }
  for (const issue of issues.slice(0, 1)) consider(issue, [])
  return best
}

function written(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, part) =>
      typeof part === 'number' ? `${text}[${part}]` : text === '' ? String(part) : `${text}.${String(part)}`,
    '',
  )
}
