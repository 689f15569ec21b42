import type { z } from 'zod'
import { isAppError } from '../../kit/errors.ts'
import { interactionErrors } from '../errors.ts'

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json }

const mostTexts = 200
const deepest = 10

/** A JSON text whose texts may hold placeholders. */
export interface JsonTemplate {
  /** Its texts, in order; names are never filled in. */
  texts: readonly string[]
  /** The same structure with other texts: whatever they hold, they stay texts. */
  filled(texts: readonly Json[]): Json
}

/** @throws interaction.badJson saying what is wrong and where */
export function readTemplate(source: string): JsonTemplate {
  const value = parsed(source)
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw interactionErrors.badJson({ problem: { en: 'it is no object { … }', 'zh-CN': '应为对象 { … }' } })
  const texts: string[] = []
  walk(value, 0, (text) => {
    texts.push(text)
    return text
  })
  if (texts.length > mostTexts)
    throw interactionErrors.badJson({
      problem: {
        en: `it has more than ${mostTexts} texts`,
        'zh-CN': `文本超过 ${mostTexts} 处`,
      },
    })
  return {
    texts,
    filled: (given) => {
      let at = 0
      return walk(value, 0, () => given[at++] ?? '')
    },
  }
}

function parsed(source: string): Json {
  try {
    return JSON.parse(source) as Json
  } catch (error) {
    const at = Number(/position (\d+)/.exec(String(error))?.[1] ?? Number.NaN)
    const line = source.slice(0, Number.isFinite(at) ? at : source.length).split('\n').length
    throw interactionErrors.badJson(
      {
        problem: {
          en: `line ${line} is no JSON; placeholders stand within quotation marks`,
          'zh-CN': `第 ${line} 行不是有效的 JSON；变量须写在引号内`,
        },
      },
      error,
    )
  }
}

function walk(value: Json, depth: number, text: (text: string) => Json): Json {
  if (depth > deepest)
    throw interactionErrors.badJson({
      problem: { en: `it is nested deeper than ${deepest}`, 'zh-CN': `嵌套超过 ${deepest} 层` },
    })
  if (typeof value === 'string') return text(value)
  if (Array.isArray(value)) return value.map((each) => walk(each, depth + 1, text))
  if (typeof value !== 'object' || value === null) return value
  // A name such as __proto__ is a name like others.
  const entries = Object.entries(value).map(([name, each]): [string, Json] => [
    name,
    walk(each, depth + 1, text),
  ])
  return Object.fromEntries(entries)
}

/** A field of a schema that holds such a template. */
export function jsonTemplate(text: string, context: z.core.$RefinementCtx): void {
  try {
    readTemplate(text)
  } catch (error) {
    if (!isAppError(error)) throw error
    context.addIssue({ code: 'custom', message: error.in('en') })
  }
}

/** The same, or nothing. */
export function jsonOrBlank(text: string, context: z.core.$RefinementCtx): void {
  if (text !== '') jsonTemplate(text, context)
}
