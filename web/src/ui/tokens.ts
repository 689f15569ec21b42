/** The few colours there are. Everything on screen, charts included, is drawn from these. */
export interface Palette {
  ink: string
  inkSoft: string
  inkFaint: string
  paper: string
  sheet: string
  line: string
  lineStrong: string
  wash: string
  cinnabar: string
  celadon: string
  /** In the order a chart uses them; distinguishable for colour-blind readers. */
  series: readonly string[]
}

export const light: Palette = {
  ink: '#1f2329',
  inkSoft: '#555b64',
  inkFaint: '#60666e',
  paper: '#fbfaf7',
  sheet: '#ffffff',
  line: '#e6e2d9',
  lineStrong: '#cfc9bc',
  wash: '#f3f0e9',
  cinnabar: '#c8432b',
  celadon: '#4f8a7a',
  series: ['#2b5f9e', '#c8432b', '#4f8a7a', '#d39b2a', '#7a5ea8', '#8a8f98'],
}

export const dark: Palette = {
  ink: '#ece9e2',
  inkSoft: '#b5b3ad',
  inkFaint: '#979690',
  paper: '#17191c',
  sheet: '#1e2125',
  line: '#33373d',
  lineStrong: '#4a4f57',
  wash: '#262a2f',
  cinnabar: '#e0634b',
  celadon: '#74b09f',
  series: ['#6f9fdb', '#e0634b', '#74b09f', '#e0b252', '#a58bd0', '#9ba0a8'],
}

/** Target and control keep their colours everywhere. */
export const seriesOf = { target: 0, control: 5, effect: 1 } as const
