import { BarChart, HeatmapChart, LineChart } from 'echarts/charts'
import { GridComponent, LegendComponent, MarkLineComponent, VisualMapComponent } from 'echarts/components'
import * as echarts from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { toMajor } from '../../kit/money.ts'
import type { LoopReport } from './report-shape.ts'
import type { Speaker } from './words.ts'

echarts.use([
  BarChart,
  HeatmapChart,
  LineChart,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  VisualMapComponent,
  SVGRenderer,
])

/** The same series colours as the console; safe for colour-blind readers. */
const colours = ['#2b5f9e', '#c8432b', '#4f8a7a', '#d39b2a', '#7a5ea8', '#8a8f98']
const ink = '#1f2329'
const faint = '#e4e1d9'
const text = { color: ink, fontFamily: 'system-ui, "Noto Sans SC", "PingFang SC", sans-serif', fontSize: 12 }
const axis = {
  axisLine: { lineStyle: { color: '#b9b5ab' } },
  axisTick: { show: false },
  splitLine: { lineStyle: { color: faint } },
  axisLabel: { color: '#5b5f66' },
}

function svg(option: echarts.EChartsCoreOption, width: number, height: number): string {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width, height })
  chart.setOption({ animation: false, textStyle: text, color: colours, ...option })
  const drawing = chart.renderToSVGString()
  chart.dispose()
  return drawing
}

export function monthsChart(report: LoopReport, s: Speaker): string {
  const months = report.overview.months
  return svg(
    {
      grid: { left: 56, right: 16, top: 32, bottom: 28 },
      legend: { top: 0, left: 0, itemWidth: 12, itemHeight: 8, textStyle: text },
      xAxis: { type: 'category', data: months.map((m) => m.month), ...axis },
      yAxis: { type: 'value', ...axis, axisLine: { show: false } },
      series: [
        {
          name: s.say('oldBuyers'),
          type: 'bar',
          stack: 'buyers',
          data: months.map((m) => m.buyers - m.newBuyers),
        },
        {
          name: s.say('newBuyers'),
          type: 'bar',
          stack: 'buyers',
          data: months.map((m) => m.newBuyers),
          itemStyle: { color: colours[2] },
        },
      ],
    },
    860,
    250,
  )
}

export function concentrationChart(report: LoopReport, s: Speaker): string {
  const points = report.concentration?.points ?? []
  const half = report.concentration?.half.customersShare ?? 0
  return svg(
    {
      grid: { left: 56, right: 24, top: 16, bottom: 44 },
      xAxis: {
        type: 'value',
        min: 0,
        max: 1,
        name: s.say('shareCustomers'),
        nameLocation: 'middle',
        nameGap: 28,
        ...axis,
        axisLabel: { color: '#5b5f66', formatter: (v: number) => `${Math.round(v * 100)}%` },
      },
      yAxis: {
        type: 'value',
        min: 0,
        max: 1,
        name: s.say('shareValue'),
        nameLocation: 'middle',
        nameGap: 40,
        ...axis,
        axisLabel: { color: '#5b5f66', formatter: (v: number) => `${Math.round(v * 100)}%` },
      },
      series: [
        {
          type: 'line',
          showSymbol: false,
          lineStyle: { width: 2.5 },
          data: points.map((p) => [p.customersShare, Math.min(1, p.valueShare)]),
          markLine: {
            symbol: 'none',
            silent: true,
            lineStyle: { color: colours[1], type: 'dashed' },
            label: { formatter: s.percent(half), color: colours[1], fontWeight: 600 },
            data: [{ xAxis: half }],
          },
        },
        {
          type: 'line',
          showSymbol: false,
          lineStyle: { color: '#b9b5ab', type: 'dotted' },
          data: [
            [0, 0],
            [1, 1],
          ],
          endLabel: { show: false },
        },
      ],
    },
    430,
    320,
  )
}

export function rfmChart(report: LoopReport, s: Speaker): string {
  const grid = report.rfm
  if (!grid) return ''
  const bins = grid.settings.bins
  const scores = Array.from({ length: bins }, (_, i) => String(i + 1))
  const sums = new Map<string, number>()
  for (const cell of grid.cells)
    sums.set(`${cell.r} ${cell.f}`, (sums.get(`${cell.r} ${cell.f}`) ?? 0) + cell.customers)
  const most = Math.max(1, ...sums.values())
  const data = [...sums].map(([key, n]) => {
    const [r, f] = key.split(' ').map(Number)
    // Light figures on dark cells: both stay readable.
    return { value: [(r ?? 1) - 1, (f ?? 1) - 1, n], label: { color: n > most * 0.55 ? '#fff' : ink } }
  })
  return svg(
    {
      grid: { left: 56, right: 16, top: 16, bottom: 44 },
      xAxis: {
        type: 'category',
        data: scores,
        name: s.say('recency'),
        nameLocation: 'middle',
        nameGap: 28,
        ...axis,
      },
      yAxis: {
        type: 'category',
        data: scores,
        name: s.say('frequency'),
        nameLocation: 'middle',
        nameGap: 32,
        ...axis,
      },
      visualMap: { show: false, min: 0, max: most, inRange: { color: ['#f3f1ea', '#9db8d8', '#2b5f9e'] } },
      series: [
        {
          type: 'heatmap',
          data,
          label: {
            show: true,
            formatter: (p: { value: number[] }) => s.count(p.value[2] ?? 0),
            color: ink,
            fontSize: 11,
          },
          itemStyle: { borderColor: '#fbfaf7', borderWidth: 2 },
        },
      ],
    },
    430,
    320,
  )
}

/** Cumulative margin per customer in both arms, the usual two colours. */
export function seriesChart(
  series: { day: number; treatmentMinor: number; controlMinor: number }[],
  currency: string,
  s: Speaker,
): string {
  const last = series.at(-1)
  const end = (name: string) => ({ show: true, formatter: name, color: 'inherit', fontWeight: 600 })
  return svg(
    {
      grid: { left: 56, right: 76, top: 16, bottom: 28 },
      xAxis: { type: 'value', max: last?.day ?? 1, ...axis },
      yAxis: { type: 'value', ...axis, axisLine: { show: false } },
      series: [
        {
          name: s.say('target'),
          type: 'line',
          showSymbol: false,
          lineStyle: { width: 2.5 },
          data: series.map((p) => [p.day, toMajor(p.treatmentMinor, currency)]),
          endLabel: end(s.say('target')),
        },
        {
          name: s.say('control'),
          type: 'line',
          showSymbol: false,
          lineStyle: { width: 2.5, color: colours[5] },
          itemStyle: { color: colours[5] },
          data: series.map((p) => [p.day, toMajor(p.controlMinor, currency)]),
          endLabel: end(s.say('control')),
        },
      ],
    },
    430,
    220,
  )
}
