import { Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'

const languages = ['zh-CN', 'en'] as const
export type ReadingLanguage = (typeof languages)[number]

/** The language a preview is read in, at first that of the console, and its switch. */
export function useReadingLanguage() {
  const { t, i18n } = useTranslation()
  const [language, setLanguage] = useState<ReadingLanguage>(i18n.language === 'en' ? 'en' : 'zh-CN')
  const choice = (
    <Segmented
      aria-label={t('campaigns.creative.language')}
      value={language}
      onChange={setLanguage}
      options={languages.map((value) => ({ value, label: t(`campaigns.creative.languages.${value}`) }))}
    />
  )
  return { language, choice }
}
