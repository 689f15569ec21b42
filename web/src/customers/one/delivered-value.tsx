import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../api/hooks.ts'
import type { DeliveredValue } from '../../api/types.ts'
import { waterfall } from '../../insight/delivered-value/waterfall.ts'
import { Chart } from '../../ui/chart/lazy-chart.tsx'
import { Go } from '../../ui/go.tsx'
import { Part } from '../../ui/page.tsx'
import { Loaded } from '../../ui/states.tsx'
import { useTheme } from '../../ui/theme.tsx'
import { useFormat, useLocal } from '../../ui/use-format.ts'
import type { BlockProps } from './blocks.tsx'

/** Total customer value less total customer cost, step by step; where too little is known, what is missing. */
export function DeliveredValueBlock({ customer }: BlockProps) {
  const { t } = useTranslation()
  const query = useRead('/customers/{id}/delivered-value', { path: { id: customer.customerId } })
  const where = t('deliveredValue.title')
  return (
    <Part
      title={where}
      note={t('deliveredValue.formula')}
      actions={<Go to="/insight/delivered-value">{t('deliveredValue.compare')}</Go>}
    >
      <Loaded query={query} where={where} height={200}>
        {(data) =>
          data.state === 'not_set' ? (
            <p className="soft">{t('deliveredValue.notSet')}</p>
          ) : data.state === 'not_enough' ? (
            <NotEnough data={data} />
          ) : (
            <Steps data={data} />
          )
        }
      </Loaded>
    </Part>
  )
}

function NotEnough({ data }: { data: DeliveredValue }) {
  const { t } = useTranslation()
  const format = useFormat()
  const missing = data.components.filter(({ raw }) => raw === null)
  return (
    <div className="stack-tight">
      <p>{t('deliveredValue.notEnough')}</p>
      <p className="soft">
        {t('deliveredValue.knownShares', {
          value: format.percent(data.knownValueShare),
          cost: format.percent(data.knownCostShare),
        })}{' '}
        {t('deliveredValue.missing', {
          names: missing.map(({ key }) => t(`deliveredValue.keys.${key}`)).join(t('deliveredValue.comma')),
        })}
      </p>
    </div>
  )
}

function Steps({ data }: { data: DeliveredValue }) {
  const { t } = useTranslation()
  const format = useFormat()
  const local = useLocal()
  const { palette } = useTheme()
  const write = (value: number) => format.decimal(value, 1)
  const option = useMemo(
    () =>
      waterfall(palette, {
        steps: data.components.flatMap(({ key, share }) =>
          share === null ? [] : [{ key, name: t(`deliveredValue.keys.${key}`), share }],
        ),
        total: { name: t('deliveredValue.delivered'), value: data.delivered ?? 0 },
        write: (value) => format.decimal(value, 1),
      }),
    [palette, data, t, format],
  )
  const rows = data.components.map(({ key, label, raw, score, weight }) => [
    t(`deliveredValue.keys.${key}`),
    local(label),
    raw === null ? t('deliveredValue.unknown') : format.decimal(raw, 2),
    score === null ? '–' : write(score),
    format.decimal(weight, 2),
  ])
  const words = t('deliveredValue.described', {
    value: write(data.value ?? 0),
    cost: write(data.cost ?? 0),
    delivered: write(data.delivered ?? 0),
  })
  return (
    <Chart
      title={t('deliveredValue.title')}
      description={words}
      option={option}
      height={240}
      note={words}
      table={{
        head: [
          t('deliveredValue.component'),
          t('deliveredValue.column'),
          t('deliveredValue.figure'),
          t('deliveredValue.score'),
          t('deliveredValue.weight'),
        ],
        rows,
      }}
    />
  )
}
