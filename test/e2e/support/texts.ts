import i18next, { type TFunction } from 'i18next'
import { en } from '../../../web/src/i18n/en/index.ts'
import { typesetAll } from '../../../web/src/i18n/typeset.ts'
import { zhCN } from '../../../web/src/i18n/zh-CN/index.ts'

export type Language = 'zh-CN' | 'en'

/** The console's own words, so that a test asks for what stands on screen and a reworded label breaks nothing. */
export async function textsOf(language: Language): Promise<TFunction> {
  const instance = i18next.createInstance()
  return instance.init({
    lng: language,
    fallbackLng: false,
    resources: { [language]: { translation: language === 'en' ? en : typesetAll(zhCN) } },
    interpolation: { escapeValue: false },
  })
}
