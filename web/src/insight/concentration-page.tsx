import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../api/hooks.ts'
import type { Concentration } from '../api/types.ts'
import { Chart } from '../ui/chart/lazy-chart.tsx'
import { chartBase, valueAxis } from '../ui/chart/look.ts'
import { ComputedAt } from '../ui/figures.tsx'
import { Part } from '../ui/page.tsx'
import { PeopleActions } from '../ui/people-actions.tsx'
import { Loaded } from '../ui/states.tsx'
import { DataTable } from '../ui/table.tsx'
import { useTheme } from '../ui/theme.tsx'
import { useUrlState } from '../ui/url-state.ts'
import { useFormat, useLocal } from '../ui/use-format.ts'
import { InsightPage, NothingMeasured } from './insight-page.tsx'
import { RulePeople } from './rule-people.tsx'

export function ConcentrationPage() {
  const { t } = useTranslation()
  const query = useRead('/insight/concentration')
  return (
    <InsightPage
      tab="concentration"
      answers={t('insight.concentration.answers')}
      actions={<ComputedAt at={query.data?.computedAt} />}
    >
      <Loaded query={query} where={t('insight.tabs.concentration')} height={480}>
        {(data) => (data === null ? <NothingMeasured /> : <Curve data={data} />)}
      </Loaded>
    </InsightPage>
  )
}

function Curve({ data }: { data: Concentration }) {
  const { t } = useTranslation()
  const format = useFormat()
  const local = useLocal()
  const [url, setUrl] = useUrlState()
  const band = data.bands[Number(url.band ?? -1)]
  return (
    <div className="columns">
      <Part
        className="span-7"
        title={t('insight.concentration.half', { share: format.percent(data.half.customersShare) })}
        note={t('insight.concentration.halfNote', {
          customers: format.integer(data.half.customers),
          total: format.integer(data.customers),
        })}
      >
        <CurveChart data={data} />
      </Part>
      <div className="span-5 stack">
        <Part title={t('insight.concentration.bands')}>
          <DataTable
            label={t('insight.concentration.bands')}
            rows={data.bands}
            rowKey={(row) => row.label.en}
            selected={band?.label.en ?? null}
            onOpen={(row) => setUrl({ band: String(data.bands.indexOf(row)) })}
            columns={[
              { key: 'label', title: t('insight.concentration.band'), render: (row) => local(row.label) },
              {
                key: 'n',
                title: t('insight.rfm.customers'),
                figure: true,
                render: (row) => format.integer(row.customers),
              },
              {
                key: 'share',
                title: t('insight.rfm.share'),
                figure: true,
                render: (row) => format.percent(row.customersShare),
              },
              {
                key: 'value',
                title: t('insight.concentration.valueShare'),
                figure: true,
                render: (row) => format.percent(row.valueShare),
              },
              {
                key: 'from',
                title: t('insight.concentration.threshold'),
                figure: true,
                render: (row) => format.moneyCompact(row.thresholdMinor, data.currency),
              },
            ]}
          />
        </Part>
        {band?.rule ? (
          <Part
            title={local(band.label)}
            actions={<PeopleActions rule={band.rule} suggestedName={local(band.label)} objective="retain" />}
          >
            <RulePeople rule={band.rule} />
          </Part>
        ) : null}
      </div>
    </div>
  )
}

function CurveChart({ data }: { data: Concentration }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { palette } = useTheme()
  const option = useMemo(() => {
    const percent = (share: number) => format.percent(share, 0)
    const half = [data.half.customersShare, 0.5]
    return {
      ...chartBase(palette),
      grid: { left: 8, right: 24, top: 24, bottom: 28, containLabel: true },
      tooltip: {
        ...chartBase(palette).tooltip,
        formatter: (points: unknown) => {
          const point = Array.isArray(points) ? (points[0] as { value?: [number, number] }).value : undefined
          return point
            ? `${t('insight.concentration.axisCustomers')}: ${format.percent(point[0])}<br/>${t('insight.concentration.axisValue')}: ${format.percent(point[1])}`
            : ''
        },
      },
      xAxis: {
        ...valueAxis(palette, percent, { min: 0, max: 1, interval: 0.2, splitLine: { show: false } }),
        name: t('insight.concentration.axisCustomers'),
        nameLocation: 'middle',
        nameGap: 28,
      },
      yAxis: valueAxis(palette, percent, { min: 0, max: 1, interval: 0.25 }),
      series: [
        {
          name: t('insight.concentration.actual'),
          type: 'line',
          symbol: 'none',
          lineStyle: { width: 2 },
          data: data.points.map((p) => [p.customersShare, p.valueShare]),
          markLine: {
            symbol: 'none',
            silent: true,
            label: { show: false },
            lineStyle: { color: palette.cinnabar, type: 'dashed' },
            data: [
              [{ coord: [half[0], 0] }, { coord: half }],
              [{ coord: [0, 0.5] }, { coord: half }],
            ],
          },
          markPoint: {
            symbol: 'circle',
            symbolSize: 8,
            itemStyle: { color: palette.cinnabar },
            label: {
              position: 'right',
              distance: 8,
              color: palette.ink,
              fontWeight: 600,
              formatter: `${percent(data.half.customersShare)} → 50\u2009%`,
            },
            data: [{ coord: half }],
          },
        },
        {
          name: t('insight.concentration.equal'),
          type: 'line',
          symbol: 'none',
          silent: true,
          lineStyle: { color: palette.inkFaint, type: 'dotted', width: 1 },
          endLabel: { show: false },
          data: [
            [0, 0],
            [1, 1],
          ],
        },
      ],
    }
  }, [data, palette, format, t])
  const top = data.points.find((p) => p.customersShare >= 0.1)
  return (
    <Chart
      title={t('insight.concentration.curve')}
      description={t('insight.concentration.description', {
        customers: format.percent(data.half.customersShare),
        top: format.percent(top?.valueShare),
      })}
      option={option}
      height={360}
      table={{
        head: [t('insight.concentration.axisCustomers'), t('insight.concentration.axisValue')],
        rows: data.points.map((p) => [format.percent(p.customersShare), format.percent(p.valueShare)]),
        raw: data.points.map((p) => [p.customersShare, p.valueShare]),
      }}
      note={
        <span className="faint">
          {t('insight.concentration.gini', { value: format.decimal(data.gini, 3) })}
        </span>
      }
    />
  )
}
