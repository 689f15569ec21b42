import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../api/hooks.ts'
import type { Overview } from '../api/types.ts'
import { Chart } from '../ui/chart/lazy-chart.tsx'
import { categoryAxis, chartBase, valueAxis } from '../ui/chart/look.ts'
import { ComputedAt, FigureRow } from '../ui/figures.tsx'
import { minorDigits } from '../ui/format.ts'
import { Part } from '../ui/page.tsx'
import { Loaded } from '../ui/states.tsx'
import { useTheme } from '../ui/theme.tsx'
import { useFormat } from '../ui/use-format.ts'
import { InsightPage, NothingMeasured } from './insight-page.tsx'

export function OverviewPage() {
  const { t } = useTranslation()
  const query = useRead('/insight/overview')
  return (
    <InsightPage
      tab="overview"
      answers={t('insight.overview.answers')}
      actions={<ComputedAt at={query.data?.computedAt} />}
    >
      <Loaded query={query} where={t('insight.tabs.overview')} height={480}>
        {(overview) => (overview.orders === 0 ? <NothingMeasured /> : <Figures overview={overview} />)}
      </Loaded>
    </InsightPage>
  )
}

function Figures({ overview }: { overview: Overview }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { currency } = overview
  return (
    <>
      <Part
        title={t('insight.tabs.overview')}
        note={t('insight.overview.span', {
          from: format.date(overview.firstOrderAt),
          to: format.date(overview.lastOrderAt),
        })}
      >
        <FigureRow
          items={[
            {
              label: t('insight.overview.revenue'),
              value: format.moneyCompact(overview.revenueMinor, currency),
            },
            {
              label: t('insight.overview.margin'),
              value: format.moneyCompact(overview.marginMinor, currency),
              note: t('insight.overview.costKnown', { share: format.percent(overview.costKnownShare, 0) }),
            },
            { label: t('insight.overview.orders'), value: format.compact(overview.orders) },
            { label: t('insight.overview.customers'), value: format.compact(overview.customers) },
            { label: t('insight.overview.buyers'), value: format.compact(overview.buyers) },
            {
              label: t('insight.overview.repeatRate'),
              value: format.percent(overview.repeatRate),
              note: t('insight.overview.repeatHelp'),
            },
            {
              label: t('insight.overview.without'),
              value: format.percent(overview.withoutCustomerShare),
              note: t('insight.overview.withoutHelp'),
            },
          ]}
        />
      </Part>
      <div className="columns">
        <Part className="span-6" title={t('insight.overview.byMonth')}>
          <RevenueChart overview={overview} />
        </Part>
        <Part className="span-6" title={t('insight.overview.buyersByMonth')}>
          <BuyersChart overview={overview} />
        </Part>
      </div>
    </>
  )
}

function RevenueChart({ overview }: { overview: Overview }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { palette } = useTheme()
  const { months, currency } = overview
  const option = useMemo(() => {
    const write = (amount: number) => format.moneyCompact(amount, currency)
    return {
      ...chartBase(palette),
      grid: { left: 8, right: 16, top: 24, bottom: 8, containLabel: true },
      tooltip: { ...chartBase(palette).tooltip, valueFormatter: (value: unknown) => write(Number(value)) },
      xAxis: categoryAxis(
        palette,
        months.map((m) => m.month),
      ),
      yAxis: valueAxis(palette, format.moneyAxis(Math.max(...months.map((m) => m.revenueMinor)), currency), {
        min: 0,
      }),
      series: [
        {
          name: t('insight.overview.revenue'),
          type: 'bar',
          barMaxWidth: 28,
          itemStyle: { color: palette.series[0], borderRadius: [2, 2, 0, 0] },
          data: months.map((m) => m.revenueMinor),
        },
      ],
    }
  }, [months, currency, palette, format, t])
  const best = months.reduce((top, m) => (m.revenueMinor > (top?.revenueMinor ?? -1) ? m : top), months[0])
  return (
    <Chart
      title={t('insight.overview.byMonth')}
      description={t('insight.overview.monthDescription', {
        first: months[0]?.month ?? '',
        last: months.at(-1)?.month ?? '',
        best: best?.month ?? '',
        value: format.money(best?.revenueMinor, currency),
      })}
      option={option}
      table={{
        head: [t('insight.overview.month'), t('insight.overview.revenue'), t('insight.overview.orders')],
        rows: months.map((m) => [m.month, format.money(m.revenueMinor, currency), format.integer(m.orders)]),
        raw: months.map((m) => [m.month, m.revenueMinor / 10 ** minorDigits(currency), m.orders]),
      }}
    />
  )
}

function BuyersChart({ overview }: { overview: Overview }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { palette } = useTheme()
  const { months } = overview
  const option = useMemo(() => {
    const bars = (name: string, color: string | undefined, data: number[]) => ({
      name,
      type: 'bar',
      stack: 'buyers',
      barMaxWidth: 28,
      itemStyle: { color },
      data,
    })
    return {
      ...chartBase(palette),
      grid: { left: 8, right: 16, top: 24, bottom: 8, containLabel: true },
      tooltip: {
        ...chartBase(palette).tooltip,
        valueFormatter: (value: unknown) => format.integer(Number(value)),
      },
      xAxis: categoryAxis(
        palette,
        months.map((m) => m.month),
      ),
      yAxis: valueAxis(palette, (value) => format.compact(value), { min: 0 }),
      series: [
        bars(
          t('insight.overview.returning'),
          palette.series[0],
          months.map((m) => m.buyers - m.newBuyers),
        ),
        bars(
          t('insight.overview.newBuyers'),
          palette.series[3],
          months.map((m) => m.newBuyers),
        ),
      ],
    }
  }, [months, palette, format, t])
  const best = months.reduce((top, m) => (m.buyers > (top?.buyers ?? -1) ? m : top), months[0])
  return (
    <Chart
      title={t('insight.overview.buyersByMonth')}
      description={t('insight.overview.monthDescription', {
        first: months[0]?.month ?? '',
        last: months.at(-1)?.month ?? '',
        best: best?.month ?? '',
        value: format.integer(best?.buyers),
      })}
      option={option}
      table={{
        head: [t('insight.overview.month'), t('insight.overview.buyers'), t('insight.overview.newBuyers')],
        rows: months.map((m) => [m.month, m.buyers, m.newBuyers]),
      }}
      note={
        <span className="keys">
          <i style={{ background: palette.series[0] }} /> {t('insight.overview.returning')}
          <i style={{ background: palette.series[3] }} /> {t('insight.overview.newBuyers')}
        </span>
      }
    />
  )
}
