import type { ChartOption } from '../../ui/chart/engine.ts'
import { categoryAxis, chartBase, valueAxis } from '../../ui/chart/look.ts'
import type { Palette } from '../../ui/tokens.ts'

const costs: readonly string[] = ['money', 'time', 'energy', 'psychic']

export interface Steps {
  steps: readonly { key: string; name: string; share: number }[]
  total: { name: string; value: number }
  write: (value: number) => string
}

/** Values rise from nothing, costs take away again, and what is left stands at the end. */
export function waterfall(p: Palette, { steps, total, write }: Steps): ChartOption {
  let level = 0
  const [blue = '', , green = '', amber = ''] = p.series
  const bars = steps.map(({ key, name, share }) => {
    const by = costs.includes(key) ? -share : share
    const from = level
    level += by
    return { name, lo: Math.min(from, level), hi: Math.max(from, level), by, color: by < 0 ? amber : green }
  })
  const end = {
    name: total.name,
    lo: Math.min(0, total.value),
    hi: Math.max(0, total.value),
    by: total.value,
    color: blue,
  }
  const all = [...bars, end]
  const base = chartBase(p)
  // Bars above and below zero are stacked apart; one that crosses it has a part on either side.
  const above = (bar: (typeof all)[number]) => Math.max(0, bar.hi) - Math.max(0, bar.lo)
  const below = (bar: (typeof all)[number]) => Math.min(0, bar.lo) - Math.min(0, bar.hi)
  const series = (name: string, data: unknown[]) => ({
    type: 'bar',
    name,
    stack: 'steps',
    barMaxWidth: 56,
    data,
  })
  const cell = (bar: (typeof all)[number], value: number, isLabelled: boolean) => ({
    value,
    itemStyle: { color: bar.color },
    label: {
      show: isLabelled,
      position: value < 0 ? 'bottom' : 'top',
      color: p.ink,
      formatter: `${bar.by > 0 ? '+' : ''}${write(bar.by)}`,
    },
  })
  return {
    ...base,
    tooltip: { show: false },
    grid: { ...base.grid, right: 16, bottom: 16 },
    xAxis: categoryAxis(
      p,
      all.map(({ name }) => name),
      { axisLabel: { color: p.inkSoft, interval: 0, hideOverlap: false } },
    ),
    yAxis: valueAxis(p, write),
    series: [
      {
        ...series(
          'base',
          all.map(({ lo, hi }) => Math.max(0, lo) + Math.min(0, hi)),
        ),
        itemStyle: { color: 'transparent' },
        silent: true,
      },
      series(
        'above',
        all.map((bar) => cell(bar, above(bar), bar.hi > 0 || bar.lo === bar.hi)),
      ),
      series(
        'below',
        all.map((bar) => cell(bar, below(bar), bar.hi <= 0 && bar.lo < 0)),
      ),
    ],
  } as ChartOption
}
