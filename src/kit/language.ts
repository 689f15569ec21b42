import { z } from 'zod'
import type { Locale } from './errors.ts'

/** Languages people are asked about by name; anything else is read as a tag. */
const named = [
  ...[
    'zh-Hans',
    'zh-Hant',
    'en',
    'ja',
    'ko',
    'fr',
    'de',
    'es',
    'pt',
    'it',
    'nl',
    'ru',
    'uk',
    'pl',
    'cs',
    'sv',
  ],
  ...['da', 'nb', 'fi', 'el', 'tr', 'ar', 'he', 'fa', 'hi', 'bn', 'th', 'vi', 'id', 'ms', 'fil', 'my', 'km'],
  ...['lo', 'mn', 'bo', 'ug', 'kk', 'ro', 'hu', 'bg'],
] as const
/** A script is how the standard tells them apart; a place is how people do. */
const usual: Readonly<Record<string, string>> = { 'zh-Hans': 'zh-CN', 'zh-Hant': 'zh-TW', zh: 'zh-CN' }
const further: Readonly<Record<string, string>> = {
  ...{ 中文: 'zh-CN', 汉语: 'zh-CN', 华语: 'zh-CN', 普通话: 'zh-CN', 国语: 'zh-TW', 國語: 'zh-TW' },
  ...{ 简体: 'zh-CN', 繁体: 'zh-TW', 繁體: 'zh-TW', 粤语: 'zh-HK', 粵語: 'zh-HK', 广东话: 'zh-HK' },
  ...{ chinese: 'zh-CN', mandarin: 'zh-CN', cantonese: 'zh-HK', cn: 'zh-CN', chs: 'zh-CN', cht: 'zh-TW' },
  ...{ chi: 'zh-CN', zho: 'zh-CN', eng: 'en', jp: 'ja', kr: 'ko' },
}

let names: ReadonlyMap<string, string> | null = null

function namesOfLanguages(): ReadonlyMap<string, string> {
  if (names) return names
  const made = new Map(Object.entries(further))
  for (const tag of named) {
    for (const reader of ['en', 'zh-Hans', 'zh-Hant', tag]) {
      const name = new Intl.DisplayNames([reader], { type: 'language' }).of(tag)?.toLowerCase()
      if (name === undefined) continue
      // 英语 and 英文 mean the same to whoever fills in a form.
      for (const each of [name, name.replace(/[语語]$/, '文')])
        if (!made.has(each)) made.set(each, usual[tag] ?? tag)
    }
  }
  names = made
  return made
}

/** A language tag (BCP 47) in its canonical form, such as `zh-CN`; null where the text is none. */
export function canonicalTag(text: string): string | null {
  try {
    return Intl.getCanonicalLocales(text.trim().replaceAll('_', '-').split('.')[0] ?? '')[0] ?? null
  } catch {
    return null
  }
}

/**
 * What data say of a language, as a tag: `zh_CN`, `EN`, `English`, `日语`. Tags of languages nobody speaks, which is what
 * any short word is, are not believed.
 * @returns null where it cannot be read
 */
export function readLanguage(text: string): string | null {
  const said = text.trim().toLowerCase()
  if (said === '') return null
  const byName = namesOfLanguages().get(said)
  if (byName) return byName
  const tag = canonicalTag(said)
  if (tag === null) return null
  const { language } = new Intl.Locale(tag)
  const known = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' }).of(language)
  return known === undefined ? null : (usual[tag] ?? tag)
}

interface Parts {
  language: string
  script: string | undefined
  region: string | undefined
}

function partsOf(tag: string): Parts {
  const { language, script, region } = new Intl.Locale(tag).maximize()
  return { language, script, region }
}

/**
 * Of the languages something is written in, the one to read it in: the very tag, else the same language, script and
 * country, else the same language and script. Simplified characters are no substitute for traditional ones.
 * @returns null where none fits
 */
export function bestLanguage(wanted: string, written: readonly string[]): string | null {
  if (written.includes(wanted)) return wanted
  const want = partsOf(wanted)
  const close = written.filter((tag) => {
    const has = partsOf(tag)
    return has.language === want.language && has.script === want.script
  })
  return close.find((tag) => partsOf(tag).region === want.region) ?? close[0] ?? null
}

/** The language of the house's own words (footers, opt-out, pages) beside a text in another. */
export function houseLocale(tag: string): Locale {
  return /^zh\b/i.test(tag) ? 'zh-CN' : 'en'
}

/** A field that holds a language tag. */
export const languageTag = z
  .string()
  .trim()
  .min(2)
  .max(35)
  .refine((text) => canonicalTag(text) !== null, 'is no language tag, such as zh-CN, en or ja')
  .overwrite((text) => canonicalTag(text) ?? text)
