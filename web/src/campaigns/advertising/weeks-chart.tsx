import { Fragment, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { MediaFigures } from '../../api/types.ts'
import { Chart } from '../../ui/chart/lazy-chart.tsx'
import { categoryAxis, chartBase, valueAxis } from '../../ui/chart/look.ts'
import { minorDigits } from '../../ui/format.ts'
import { useTheme } from '../../ui/theme.tsx'
import { useFormat, useLocal } from '../../ui/use-format.ts'

/** Spending and cost per new customer, one above the other on the same weeks, a colour for each medium. */
export function WeeksChart({ figures }: { figures: MediaFigures }) {
  const { t } = useTranslation()
  const format = useFormat()
  const local = useLocal()
  const { palette } = useTheme()
  const { weeks, media, currency } = figures
  const names = useMemo(() => [...new Set(weeks.map(({ week }) => week))].toSorted(), [weeks])
  const at = useMemo(() => new Map(weeks.map((one) => [`${one.medium}\n${one.week}`, one] as const)), [weeks])
  // Without anybody known to have come there is nothing to draw below.
  const rows = weeks.some(({ costPerCustomerMinor }) => costPerCustomerMinor !== null) ? 2 : 1
  const option = useMemo(() => {
    const base = chartBase(palette)
    const largest = (of: (one: MediaFigures['weeks'][number]) => number | null) =>
      Math.max(1, ...weeks.map((one) => of(one) ?? 0))
    const axis = (gridIndex: number, max: number) =>
      valueAxis(palette, format.moneyAxis(max, currency), {
        ...{ min: 0, gridIndex, splitNumber: 3 },
        // Beside the axis and not over it: names are longer than figures.
        name: t(gridIndex === 0 ? 'advertising.spend' : 'advertising.perCustomer'),
        nameTextStyle: { align: 'left', fontWeight: 600, color: palette.inkSoft },
      })
    return {
      ...base,
      grid: [
        { left: 8, right: 16, top: 30, height: 140, containLabel: true },
        { left: 8, right: 16, top: 220, height: 140, containLabel: true },
      ].slice(0, rows),
      tooltip: {
        ...base.tooltip,
        valueFormatter: (value: unknown) => (value === null ? '–' : format.money(Number(value), currency)),
      },
      xAxis: [categoryAxis(palette, names), categoryAxis(palette, names, { gridIndex: 1 })].slice(0, rows),
      yAxis: [
        axis(
          0,
          largest(({ spendMinor }) => spendMinor),
        ),
        axis(
          1,
          largest((one) => one.costPerCustomerMinor),
        ),
      ],
      series: media.flatMap(({ medium, label }, i) => {
        const color = palette.series[i % palette.series.length] ?? palette.ink
        const of = (week: string) => at.get(`${medium}\n${week}`)
        return [
          {
            ...{ name: local(label), type: 'bar', stack: 'spend', barMaxWidth: 28, itemStyle: { color } },
            data: names.map((week) => of(week)?.spendMinor ?? 0),
          },
          {
            ...{ name: local(label), type: 'line', xAxisIndex: 1, yAxisIndex: 1, symbolSize: 5 },
            ...{ itemStyle: { color }, lineStyle: { color, width: 2 } },
            data: names.map((week) => of(week)?.costPerCustomerMinor ?? null),
          },
        ].slice(0, rows)
      }),
    }
  }, [weeks, media, names, at, rows, currency, palette, format, local, t])
  const unit = 10 ** minorDigits(currency)
  const most = media[0]
  return (
    <Chart
      title={t('advertising.byWeek')}
      height={rows === 2 ? 376 : 190}
      description={
        most
          ? t('advertising.chartSays', {
              ...{ medium: local(most.label), spend: format.money(most.spendMinor, currency) },
              cost: format.money(most.costPerCustomerMinor, currency),
            })
          : ''
      }
      option={option}
      table={{
        head: [
          ...[t('advertising.week'), t('advertising.medium'), t('advertising.spend')],
          ...[t('advertising.people'), t('advertising.customers'), t('advertising.perCustomer')],
        ],
        rows: weeks.map((one) => [
          ...[one.week, local(media.find(({ medium }) => medium === one.medium)?.label)],
          ...[format.money(one.spendMinor, currency), format.integer(one.people)],
          ...[format.integer(one.customers), format.money(one.costPerCustomerMinor, currency)],
        ]),
        raw: weeks.map((one) => [
          ...[one.week, one.medium, one.spendMinor / unit, one.people, one.customers],
          one.costPerCustomerMinor === null ? null : one.costPerCustomerMinor / unit,
        ]),
      }}
      note={
        <span className="keys">
          {media.map(({ medium, label }, i) => (
            <Fragment key={medium}>
              <i style={{ background: palette.series[i % palette.series.length] }} /> {local(label)}{' '}
            </Fragment>
          ))}
        </span>
      }
    />
  )
}
