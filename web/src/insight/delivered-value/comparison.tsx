import { Select } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../api/hooks.ts'
import type { ValueComparison } from '../../api/types.ts'
import { Chart } from '../../ui/chart/lazy-chart.tsx'
import { categoryAxis, chartBase, valueAxis } from '../../ui/chart/look.ts'
import { Field } from '../../ui/field.tsx'
import { Part } from '../../ui/page.tsx'
import { EmptyState, Loaded } from '../../ui/states.tsx'
import { useTheme } from '../../ui/theme.tsx'
import { useUrlState } from '../../ui/url-state.ts'
import { useFormat } from '../../ui/use-format.ts'

const most = 12
const firstShown = 6

/** Average value, cost and what is left, of everybody and of segments; which ones stands in the address. */
export function Comparison() {
  const { t } = useTranslation()
  const [url, setUrl] = useUrlState()
  const segments = useRead('/segments')
  const names = new Map(segments.data?.items.map(({ id, name }) => [id, name]) ?? [])
  const chosen = url.segments === undefined ? [...names.keys()].slice(0, firstShown) : url.segments.split(',')
  const query = useRead(
    '/delivered-value/comparison',
    { query: { segments: chosen.join(',') } },
    { enabled: segments.data !== undefined, keep: true },
  )
  const where = t('deliveredValue.bySegment')
  return (
    <Part title={where} note={t('deliveredValue.formula')}>
      <Field label={t('deliveredValue.segments')}>
        <Select
          mode="multiple"
          maxCount={most}
          value={chosen.filter((id) => names.has(id))}
          onChange={(next) => setUrl({ segments: next.join(',') || ',' })}
          options={[...names].map(([value, label]) => ({ value, label }))}
          optionFilterProp="label"
          loading={segments.isPending}
          style={{ width: '100%' }}
        />
      </Field>
      <Loaded query={query} where={where} height={320}>
        {(data) =>
          data.state === 'not_set' ? (
            <EmptyState title={t('deliveredValue.notSet')}>{t('deliveredValue.notSetHelp')}</EmptyState>
          ) : (
            <Bars rows={data.rows} names={names} />
          )
        }
      </Loaded>
    </Part>
  )
}

function Bars({ rows, names }: { rows: ValueComparison['rows']; names: ReadonlyMap<string, string> }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { palette } = useTheme()
  const named = useMemo(
    () =>
      rows.map((row) => ({
        ...row,
        name: row.segmentId === null ? t('deliveredValue.everybody') : (names.get(row.segmentId) ?? ''),
      })),
    [rows, names, t],
  )
  const shown = useMemo(() => named.filter(({ delivered }) => delivered !== null), [named])
  const option = useMemo(() => {
    const base = chartBase(palette)
    const [blue, , green, , , grey] = palette.series
    const write = (value: number) => format.decimal(value, 1)
    const upwards = [...shown].reverse()
    const bar = (
      name: string,
      color: string | undefined,
      pick: (row: (typeof shown)[number]) => number | null,
    ) => ({
      type: 'bar',
      name,
      itemStyle: { color },
      barMaxWidth: 14,
      label: {
        show: true,
        position: 'right',
        color: palette.inkSoft,
        formatter: ({ value }: { value: number }) => write(value),
      },
      data: upwards.map(pick),
    })
    return {
      ...base,
      xAxis: valueAxis(palette, write),
      yAxis: categoryAxis(
        palette,
        upwards.map(({ name }) => name),
        {
          axisLabel: { color: palette.inkSoft, width: 160, overflow: 'truncate' },
        },
      ),
      series: [
        bar(t('deliveredValue.value'), green, ({ value }) => value),
        bar(t('deliveredValue.cost'), grey, ({ cost }) => cost),
        bar(t('deliveredValue.delivered'), blue, ({ delivered }) => delivered),
      ],
    }
  }, [palette, shown, format, t])
  const write = (value: number | null) =>
    value === null ? t('deliveredValue.few') : format.decimal(value, 1)
  const table = {
    head: [
      t('deliveredValue.group'),
      t('deliveredValue.customers'),
      t('deliveredValue.known'),
      t('deliveredValue.value'),
      t('deliveredValue.cost'),
      t('deliveredValue.delivered'),
    ],
    rows: named.map((row) => [
      row.name,
      format.integer(row.customers),
      format.integer(row.known),
      write(row.value),
      write(row.cost),
      write(row.delivered),
    ]),
  }
  const hidden = named.filter(({ delivered }) => delivered === null).map(({ name }) => name)
  return (
    <>
      {shown.length === 0 ? (
        <EmptyState title={t('deliveredValue.nobodyKnown')}>{t('deliveredValue.nobodyKnownHelp')}</EmptyState>
      ) : (
        <Chart
          title={t('deliveredValue.bySegment')}
          description={shown
            .map(({ name, delivered }) => `${name}: ${write(delivered)}`)
            .join(t('deliveredValue.comma'))}
          option={option}
          height={Math.max(220, 60 + shown.length * 64)}
          table={table}
          note={t('deliveredValue.legend')}
        />
      )}
      {hidden.length > 0 && shown.length > 0 ? (
        <p className="faint">
          {t('deliveredValue.hidden', { names: hidden.join(t('deliveredValue.comma')) })}
        </p>
      ) : null}
    </>
  )
}
