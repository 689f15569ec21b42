import { Button, Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Offer } from '../../api/types.ts'
import { fullName, offeredLanguages, ownName } from '../../ui/language-name.ts'
import { useLanguage } from '../../ui/use-format.ts'

type Translated = NonNullable<Offer['translations']>

/** Name and promise of an offer for creatives in other languages. */
export function Translations({
  value,
  onChange,
}: {
  value: Translated
  onChange: (value: Translated) => void
}) {
  const { t } = useTranslation()
  const reader = useLanguage()
  const change = (language: string, part: Partial<Translated[number]>) =>
    onChange(value.map((each) => (each.language === language ? { ...each, ...part } : each)))
  const open = offeredLanguages.filter((tag) => !value.some(({ language }) => language === tag))
  return (
    <div className="field">
      <span className="field-name">{t('campaigns.offer.translations')}</span>
      {value.map(({ language, name, words }) => (
        <div key={language} className="bar" lang={language}>
          <span className="soft">{ownName(language)}</span>
          <Input
            style={{ maxWidth: 150 }}
            aria-label={`${t('common.name')} · ${ownName(language)}`}
            placeholder={t('common.name')}
            maxLength={100}
            value={name}
            onChange={(event) => change(language, { name: event.target.value })}
          />
          <Input
            className="grow"
            aria-label={`${t('campaigns.offer.words')} · ${ownName(language)}`}
            placeholder={t('campaigns.offer.words')}
            maxLength={300}
            value={words}
            onChange={(event) => change(language, { words: event.target.value })}
          />
          <Button size="small" onClick={() => onChange(value.filter((each) => each.language !== language))}>
            {t('campaigns.creative.removeLanguage')}
          </Button>
        </div>
      ))}
      <Select
        size="small"
        showSearch
        optionFilterProp="label"
        style={{ width: 220 }}
        aria-label={t('campaigns.creative.addLanguage')}
        placeholder={t('campaigns.creative.addLanguage')}
        value={null}
        onChange={(language: string) => onChange([...value, { language, name: '', words: '' }])}
        options={open.map((tag) => ({ value: tag, label: `${fullName(tag, reader)} · ${tag}` }))}
      />
      <span className="field-help">{t('campaigns.offer.translationsHelp')}</span>
    </div>
  )
}
