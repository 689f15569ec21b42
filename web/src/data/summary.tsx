import { useTranslation } from 'react-i18next'
import type { ImportSummary, Mapping } from '../api/types.ts'
import { FigureRow } from '../ui/figures.tsx'
import { useFormat, useLocal } from '../ui/use-format.ts'
import { fieldLabel } from './mapping/fields.ts'

/** Read = stored + repeated + rejected, to be seen adding up; then who and when is in the file. */
export function Summary({ summary, kind }: { summary: ImportSummary; kind: Mapping['kind'] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const terms = [
    { key: 'read', value: summary.read, sign: '' },
    { key: 'stored', value: summary.stored, sign: '=' },
    { key: 'repeated', value: summary.repeated, sign: '+' },
    { key: 'rejected', value: summary.rejected, sign: '+' },
  ] as const
  const span = summary.from ? `${format.date(summary.from)} … ${format.date(summary.to)}` : '–'
  return (
    <div className="stack">
      <dl className="sum" aria-label={t('data.addsUp')}>
        {terms.map((term) => (
          <div key={term.key} className={term.key === 'rejected' && term.value > 0 ? 'sum-look' : ''}>
            <dt>{t(`data.col.${term.key}`)}</dt>
            <dd>
              {term.sign ? (
                <span className="sum-sign" aria-hidden="true">
                  {term.sign}
                </span>
              ) : null}
              {format.integer(term.value)}
            </dd>
          </div>
        ))}
      </dl>
      <FigureRow
        items={[
          { label: t('data.customersSeen'), value: format.integer(summary.customersSeen) },
          { label: t('data.customersNew'), value: format.integer(summary.customersNew) },
          { label: t('data.withoutCustomer'), value: format.integer(summary.withoutCustomer) },
          { label: t('data.returns'), value: format.integer(summary.returns) },
        ]}
      />
      {summary.consents === null ? null : (
        <p>
          {t('data.consents.summary', {
            given: format.integer(summary.consents.given),
            withdrawn: format.integer(summary.consents.withdrawn),
            news: format.integer(summary.consents.news),
          })}
        </p>
      )}
      <p className="faint">
        {t('data.span')} {span}
        {summary.rowsPerSecond === null
          ? null
          : ` · ${t('data.perSecond', { rows: format.integer(Math.round(summary.rowsPerSecond)) })}`}
      </p>
      {summary.reasons.length > 0 ? <Reasons reasons={summary.reasons} kind={kind} /> : null}
    </div>
  )
}

function Reasons({ reasons, kind }: { reasons: ImportSummary['reasons']; kind: Mapping['kind'] }) {
  const local = useLocal()
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <table className="table">
      <caption className="visually-hidden">{t('data.reasons')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('data.reasons')}</th>
          <th scope="col">{t('data.colField')}</th>
          <th scope="col" className="figure">
            {t('data.colRows')}
          </th>
        </tr>
      </thead>
      <tbody>
        {reasons.map((reason) => (
          <tr key={`${reason.code}|${reason.field}`}>
            <td>{reason.message}</td>
            <td>{local(fieldLabel(kind, reason.field))}</td>
            <td className="figure">{format.integer(reason.rows)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
