import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { setRequestLanguage } from '../api/client.ts'
import { nounAll, type PersonNoun } from './noun.ts'
import { typesetAll } from './typeset.ts'
import './keys.ts'

export const languages = ['zh-CN', 'en'] as const
export type Language = (typeof languages)[number]

const storageKey = 'liangti.language'
/** The texts as written, by language; what is shown carries the workspace's noun. */
const written = new Map<Language, object>()
let noun: PersonNoun = 'customer'

async function load(language: Language): Promise<void> {
  if (written.has(language)) return
  const texts =
    language === 'en'
      ? (await import('./en/index.ts')).en
      : typesetAll((await import('./zh-CN/index.ts')).zhCN)
  written.set(language, texts)
  i18next.addResourceBundle(language, 'translation', nounAll<object>(texts, noun, language))
}

/** From now on every text calls a person what the workspace does. */
export function callPeople(next: PersonNoun): void {
  if (next === noun) return
  noun = next
  for (const [language, texts] of written)
    i18next.addResourceBundle(language, 'translation', nounAll(texts, noun, language), true, true)
}

/** What the reader chose here before, else what the browser asks for. */
function firstLanguage(): Language {
  const stored = window.localStorage.getItem(storageKey)
  if (stored === 'en' || stored === 'zh-CN') return stored
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en'
}

export async function startTexts(): Promise<void> {
  const language = firstLanguage()
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: {},
    interpolation: { escapeValue: false }, // React escapes
    returnNull: false,
    react: { useSuspense: false, bindI18nStore: 'added' },
  })
  await load(language)
  setRequestLanguage(language)
}

export async function speak(language: Language): Promise<void> {
  await load(language)
  window.localStorage.setItem(storageKey, language)
  setRequestLanguage(language)
  await i18next.changeLanguage(language)
}
