import { Button, Popconfirm, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { fullName, offeredLanguages, ownName } from '../../ui/language-name.ts'
import { useLanguage } from '../../ui/use-format.ts'
import type { useCheck } from './use-check.ts'
import type { Writing } from './use-writing.ts'
import './languages.css'

type Check = ReturnType<typeof useCheck>['data']

/** The languages a creative is written in: choose which is in hand, add one, take one away. */
export function Languages<W extends object>({ writing, check }: { writing: Writing<W>; check: Check }) {
  const { t } = useTranslation()
  const { languages, at, words } = writing
  const isFaulty = (language: string) =>
    check?.languages
      .find((each) => each.language === language)
      ?.problems.some(({ severity }) => severity === 'error') ?? false
  return (
    // No label: it would name the first of its buttons, and press it.
    <div className="field">
      <span className="field-name">{t('campaigns.creative.writtenIn')}</span>
      <div className="languages">
        <div className="languages" role="tablist" aria-label={t('campaigns.creative.writtenIn')}>
          {languages.map((language, place) => (
            <button
              key={language}
              type="button"
              role="tab"
              lang={language}
              aria-selected={place === at}
              className={place === at ? 'language language-in-hand' : 'language'}
              onClick={() => writing.choose(language)}
            >
              {ownName(language)}
              {isFaulty(language) ? (
                <span className="language-faulty"> {t('campaigns.creative.faulty')}</span>
              ) : null}
              {place === 0 && languages.length > 1 ? (
                <span className="faint"> {t('campaigns.creative.ownLanguage')}</span>
              ) : null}
            </button>
          ))}
        </div>
        <LanguageSelect
          label={t('campaigns.creative.addLanguage')}
          value={null}
          taken={languages}
          onChoose={writing.add}
        />
      </div>
      <span className="field-help">
        {languages.length === 1
          ? t('campaigns.creative.oneLanguageHelp')
          : at === 0
            ? t('campaigns.creative.ownLanguageHelp')
            : t('campaigns.creative.variantHelp', { language: ownName(words.language) })}
      </span>
      <div className="bar">
        {at === 0 ? (
          <LanguageSelect
            label={t('campaigns.creative.changeLanguage')}
            value={words.language}
            taken={languages}
            onChoose={(language) => writing.set({ language } as Partial<W & { language: string }>)}
          />
        ) : (
          <Popconfirm
            title={t('campaigns.creative.removeAsk', { language: ownName(words.language) })}
            okText={t('campaigns.creative.removeLanguage')}
            onConfirm={writing.remove}
          >
            <Button size="small">{t('campaigns.creative.removeLanguage')}</Button>
          </Popconfirm>
        )}
      </div>
      <Missing check={check} language={words.language} />
    </div>
  )
}

/** Any tag can be typed; those that are common are offered by name. */
function LanguageSelect({
  label,
  value,
  taken,
  onChoose,
}: {
  label: string
  value: string | null
  taken: readonly string[]
  onChoose: (language: string) => void
}) {
  const reader = useLanguage()
  const offered = offeredLanguages.filter((tag) => tag === value || !taken.includes(tag))
  const all = value === null || offered.includes(value) ? offered : [value, ...offered]
  return (
    <Select
      size="small"
      className="language-select"
      showSearch
      optionFilterProp="label"
      aria-label={label}
      placeholder={label}
      value={value}
      onChange={(tag: string) => onChoose(tag)}
      options={all.map((tag) => ({ value: tag, label: `${fullName(tag, reader)} · ${tag}` }))}
    />
  )
}

/** What the creative's own words say and these leave out, as a reader would miss it. */
function Missing({ check, language }: { check: Check; language: string }) {
  const { t } = useTranslation()
  const found = check?.languages.find((each) => each.language === language)
  if (!found || found.missing.length === 0) return null
  return (
    <p className="notice notice-look">
      {t('campaigns.creative.missingVariables', {
        names: found.missing.map((name) => `{{ ${name} }}`).join('  '),
      })}
    </p>
  )
}
