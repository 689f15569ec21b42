import { BarChart, BoxplotChart, CustomChart, HeatmapChart, LineChart, ScatterChart } from 'echarts/charts'
import {
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TitleComponent,
  VisualMapComponent,
} from 'echarts/components'
import * as echarts from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'

echarts.use([
  BarChart,
  BoxplotChart,
  CustomChart,
  HeatmapChart,
  LineChart,
  ScatterChart,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TitleComponent,
  VisualMapComponent,
  SVGRenderer,
])

/** The same series colours as the console; safe for colour-blind readers. */
export const colours = ['#2b5f9e', '#c8432b', '#4f8a7a', '#d39b2a', '#7a5ea8', '#8a8f98']
export const ink = '#1f2329'
export const faint = '#e4e1d9'
export const textStyle = {
  color: ink,
  fontFamily: 'system-ui, "Noto Sans SC", "PingFang SC", sans-serif',
  fontSize: 12,
}
/** Spread into each axis. */
export const axis = {
  axisLine: { lineStyle: { color: '#b9b5ab' } },
  axisTick: { show: false },
  splitLine: { lineStyle: { color: faint } },
  axisLabel: { color: '#5b5f66' },
  nameTextStyle: { color: '#5b5f66' },
}

/** A chart as SVG text: no script, no browser. */
export function svg(option: echarts.EChartsCoreOption, width: number, height: number): string {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width, height })
  chart.setOption({ animation: false, textStyle, color: colours, ...option })
  const drawing = chart.renderToSVGString()
  chart.dispose()
  return drawing
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)
}
