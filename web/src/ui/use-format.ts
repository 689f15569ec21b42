import { useCallback, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useWorkspace } from '../api/hooks.ts'
import type { Localized } from '../api/types.ts'
import { withNoun } from '../i18n/noun.ts'
import { typeset } from '../i18n/typeset.ts'
import { type Formatter, type Language, makeFormatter } from './format.ts'

export function useLanguage(): Language {
  return useTranslation().i18n.language === 'en' ? 'en' : 'zh-CN'
}

/** Figures and times in the reader's language and the workspace's zone. */
export function useFormat(): Formatter {
  const language = useLanguage()
  const zone = useWorkspace()?.timeZone ?? 'UTC'
  return useMemo(() => makeFormatter(language, zone), [language, zone])
}

/** Picks the reader's language from a text the server sends in all of them, in the workspace's own noun. */
export function useLocal(): (text: Localized | null | undefined) => string {
  const language = useLanguage()
  const noun = useWorkspace()?.personNoun ?? 'customer'
  return useCallback(
    (text) => {
      if (!text) return ''
      const named = withNoun(text[language], noun, language)
      return language === 'zh-CN' ? typeset(named) : named
    },
    [language, noun],
  )
}
