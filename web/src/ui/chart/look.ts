import type { Palette } from '../tokens.ts'

const font =
  '-apple-system, BlinkMacSystemFont, "Segoe UI", "Noto Sans", "Liberation Sans", "PingFang SC", "Noto Sans SC", "Noto Sans CJK SC", sans-serif'

/** Parts every chart shares, so that all of them look like one hand drew them. */
export function chartBase(p: Palette) {
  return {
    animation: false,
    color: [...p.series],
    backgroundColor: 'transparent',
    textStyle: { fontFamily: font, color: p.inkSoft, fontSize: 12 },
    grid: { left: 8, right: 72, top: 24, bottom: 8, containLabel: true },
    tooltip: {
      trigger: 'axis',
      confine: true,
      backgroundColor: p.sheet,
      borderColor: p.lineStrong,
      textStyle: { color: p.ink, fontSize: 13 },
      extraCssText: 'box-shadow:none;font-variant-numeric:tabular-nums',
      axisPointer: { type: 'line', lineStyle: { color: p.lineStrong } },
    },
    aria: { enabled: true },
  }
}

export function categoryAxis(p: Palette, data: readonly string[], extra: Record<string, unknown> = {}) {
  return {
    type: 'category',
    data: [...data],
    axisLine: { lineStyle: { color: p.lineStrong } },
    axisTick: { show: false },
    axisLabel: { color: p.inkSoft, hideOverlap: true },
    ...extra,
  }
}

export function valueAxis(p: Palette, write: (value: number) => string, extra: Record<string, unknown> = {}) {
  return {
    type: 'value',
    splitNumber: 4,
    axisLabel: { color: p.inkSoft, formatter: write },
    axisLine: { show: false },
    splitLine: { lineStyle: { color: p.line } },
    ...extra,
  }
}

/** An interval as two stacked lines: an unseen lower edge and a washed stripe up to the upper one. */
export function band(
  name: string,
  color: string,
  edges: readonly { lo: number | null; hi: number | null }[],
) {
  const common = {
    type: 'line',
    stack: `${name}-band`,
    stackStrategy: 'all',
    symbol: 'none',
    silent: true,
    lineStyle: { opacity: 0 },
    tooltip: { show: false },
    emphasis: { disabled: true },
    z: 1,
  }
  return [
    { ...common, name: `${name}-lo`, data: edges.map((e) => e.lo) },
    {
      ...common,
      name: `${name}-hi`,
      data: edges.map((e) => (e.lo === null || e.hi === null ? null : e.hi - e.lo)),
      areaStyle: { color, opacity: 0.16 },
    },
  ]
}

/** A line that carries its name at its end instead of in a legend. */
export function namedLine(name: string, color: string, data: readonly (number | null)[], dashed = false) {
  return {
    name,
    type: 'line',
    symbol: 'none',
    data: [...data],
    z: 3,
    lineStyle: { color, width: 2, type: dashed ? 'dashed' : 'solid' },
    itemStyle: { color },
    endLabel: { show: true, formatter: name, color, fontSize: 12, fontWeight: 600, distance: 6 },
    labelLayout: { moveOverlap: 'shiftY' },
  }
}
