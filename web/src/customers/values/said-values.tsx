import { useTranslation } from 'react-i18next'
import { useRead } from '../../api/hooks.ts'
import { Go } from '../../ui/go.tsx'
import { Part } from '../../ui/page.tsx'
import { Loaded } from '../../ui/states.tsx'
import { useFormat, useLocal } from '../../ui/use-format.ts'
import { valueText } from './value-text.ts'

/** What is known of a customer, where each value comes from and why it counts; what other sources said stands below it. */
export function SaidValues({ customerId }: { customerId: string }) {
  const { t, i18n } = useTranslation()
  const local = useLocal()
  const format = useFormat()
  const query = useRead('/customers/{id}/values', { path: { id: customerId } })
  const whence = (word: { source: string | null; at: string | null; corrected: boolean }) =>
    word.corrected
      ? t('values.of.corrected', { date: format.date(word.at) })
      : word.at === null || word.source === null
        ? (word.source ?? t('values.of.before'))
        : t('values.of.from', { source: word.source, date: format.date(word.at) })
  const text = (attribute: string, value: string) =>
    valueText(attribute, value, i18n.language, (gender) => t(`values.of.gender.${gender}`))
  return (
    <Part title={t('values.of.title')} actions={<Go to="/settings/values">{t('values.of.rules')}</Go>}>
      <Loaded query={query} where={t('values.of.title')} height={160}>
        {({ values }) =>
          values.length === 0 ? (
            <p className="soft">{t('values.of.none')}</p>
          ) : (
            <dl className="pairs">
              {values.map(({ attribute, label, rule, words: [best, ...others] }) => {
                if (best === undefined) return null
                const different = others.filter(({ value }) => value !== best.value)
                // What nobody in particular said, and nobody else says otherwise, needs no word about it.
                const plain = best.source === null && !best.corrected && different.length === 0
                return (
                  <div key={attribute}>
                    <dt>{local(label)}</dt>
                    <dd>
                      {text(attribute, best.value)}
                      {plain ? null : (
                        <span className="row-help">
                          {whence(best)}
                          {different.length > 0 ? ` · ${t(`values.of.why.${rule}`)}` : null}
                        </span>
                      )}
                      {different.map((word) => (
                        <span key={`${word.source} ${word.value}`} className="row-help">
                          {t('values.of.also', { value: text(attribute, word.value), whence: whence(word) })}
                        </span>
                      ))}
                    </dd>
                  </div>
                )
              })}
            </dl>
          )
        }
      </Loaded>
    </Part>
  )
}
