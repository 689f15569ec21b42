import type { TFunction } from 'i18next'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Report } from '../../api/types.ts'
import { minorDigits } from '../format.ts'
import { useTheme } from '../theme.tsx'
import { seriesOf } from '../tokens.ts'
import { useFormat } from '../use-format.ts'
import { Chart } from './lazy-chart.tsx'
import { band, categoryAxis, chartBase, namedLine, valueAxis } from './look.ts'

type Series = Report['series']

/** Target against control, cumulative margin per customer, with the interval of the difference as a band around target. */
export function EffectChart({
  title,
  series,
  currency,
  height = 300,
  fill = false,
}: {
  title: string
  series: Series
  currency: string
  height?: number
  fill?: boolean
}) {
  const { t } = useTranslation()
  const { palette } = useTheme()
  const format = useFormat()
  const last = series.at(-1)
  const option = useMemo(() => {
    const write = (amount: number) => format.moneyCompact(amount, currency)
    const target = palette.series[seriesOf.target] ?? palette.ink
    const control = palette.series[seriesOf.control] ?? palette.inkSoft
    return {
      ...chartBase(palette),
      tooltip: {
        ...chartBase(palette).tooltip,
        formatter: (points: unknown) => tooltip(points, series, write, t),
      },
      xAxis: categoryAxis(
        palette,
        series.map((point) => t('chart.day', { day: point.day })),
        { boundaryGap: false },
      ),
      yAxis: valueAxis(palette, format.moneyAxis(topOf(series), currency), floorOf(series)),
      series: [
        ...band(
          'effect',
          target,
          series.map((point) => ({
            lo: point.effect.lo === null ? null : point.controlMinor + point.effect.lo,
            hi: point.effect.hi === null ? null : point.controlMinor + point.effect.hi,
          })),
        ),
        namedLine(
          t('chart.control'),
          control,
          series.map((p) => p.controlMinor),
        ),
        namedLine(
          t('chart.target'),
          target,
          series.map((p) => p.treatmentMinor),
        ),
      ],
    }
  }, [series, palette, format, currency, t])
  const estimate = last ? format.moneyEstimate(last.effect, currency) : null
  const description = last
    ? t('chart.effectDescription', {
        day: last.day,
        target: format.money(last.treatmentMinor, currency),
        control: format.money(last.controlMinor, currency),
        effect: `${estimate?.figure ?? ''} ${estimate?.range ?? ''}`,
      })
    : t('chart.nothingYet')
  const digits = minorDigits(currency)
  const major = (amount: number | null) => (amount === null ? null : amount / 10 ** digits)
  return (
    <Chart
      title={title}
      description={description}
      option={option}
      height={height}
      fill={fill}
      table={{
        head: [
          t('chart.dayHead'),
          t('chart.date'),
          t('chart.target'),
          t('chart.control'),
          t('chart.effect'),
          t('chart.lower'),
          t('chart.upper'),
        ],
        rows: series.map((p) => [
          p.day,
          format.date(p.date),
          ...[p.treatmentMinor, p.controlMinor, p.effect.estimate, p.effect.lo, p.effect.hi].map((v) =>
            format.money(v, currency),
          ),
        ]),
        raw: series.map((p) => [
          p.day,
          p.date,
          ...[p.treatmentMinor, p.controlMinor, p.effect.estimate, p.effect.lo, p.effect.hi].map(major),
        ]),
      }}
      note={<span className="faint">{t('chart.effectNote')}</span>}
    />
  )
}

function topOf(series: Series): number {
  return Math.max(...series.map((p) => Math.max(p.treatmentMinor, p.controlMinor + (p.effect.hi ?? 0))))
}

/** The first days' interval dips below zero by a hair; the axis follows only where there is something to see. */
function floorOf(series: Series): { min?: number } {
  const low = Math.min(...series.map((p) => p.controlMinor + (p.effect.lo ?? 0)))
  const high = Math.max(...series.map((p) => p.treatmentMinor))
  return low > -0.08 * high ? { min: 0 } : {}
}

function tooltip(points: unknown, series: Series, write: (amount: number) => string, t: TFunction): string {
  const index = Array.isArray(points)
    ? ((points[0] as { dataIndex?: number } | undefined)?.dataIndex ?? -1)
    : -1
  const point = series[index]
  if (!point) return ''
  const effect = point.effect
  const range = effect.lo === null || effect.hi === null ? '' : ` (${write(effect.lo)} … ${write(effect.hi)})`
  return [
    `${t('chart.day', { day: point.day })} · ${point.date}`,
    `${t('chart.target')}: <b>${write(point.treatmentMinor)}</b>`,
    `${t('chart.control')}: <b>${write(point.controlMinor)}</b>`,
    effect.estimate === null ? '' : `${t('chart.effect')}: <b>${write(effect.estimate)}</b>${range}`,
  ]
    .filter((line) => line !== '')
    .join('<br/>')
}
