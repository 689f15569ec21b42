import { useTranslation } from 'react-i18next'
import { ComputedAt, FigureRow } from '../../ui/figures.tsx'
import { Part } from '../../ui/page.tsx'
import { useFormat } from '../../ui/use-format.ts'
import type { BlockProps } from './blocks.tsx'

/** What the customer is worth, by the newest snapshot. */
export function Measures({ customer }: BlockProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const f = customer.features
  if (!f) {
    return (
      <Part title={t('customers.one.features')}>
        <p className="soft">{t('customers.one.noFeatures')}</p>
      </Part>
    )
  }
  return (
    <Part
      title={t('customers.one.features')}
      note={t('customers.one.asOf', { date: format.date(f.asOf) })}
      actions={<ComputedAt at={f.computedAt} />}
    >
      <FigureRow
        items={[
          { label: t('customers.one.monetary'), value: format.money(f.monetaryMinor, customer.currency) },
          { label: t('customers.one.frequency'), value: format.integer(f.frequency) },
          {
            label: t('customers.one.recency'),
            value: format.integer(f.recencyDays),
            note: format.date(f.lastOrderAt),
          },
          { label: t('customers.one.scores'), value: `${f.r} ${f.f} ${f.m}`, note: 'R F M' },
          { label: t('customers.one.breadth'), value: format.integer(f.breadth) },
          {
            label: t('customers.one.length'),
            value: t('common.days', { count: f.lengthDays }),
            note: `${t('customers.one.first')} ${format.date(f.firstOrderAt)}`,
          },
        ]}
      />
    </Part>
  )
}
