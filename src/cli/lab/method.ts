import type { Threads } from '@liangti/models'
import type { EChartsCoreOption } from 'echarts/core'
import type { Task } from '../../kit/progress.ts'
import type { LabOption, LabOptions } from './options.ts'
import type { LabFile } from './table/open.ts'

/** One algorithm at the command line; a new one is a file in `methods/` and a line in `methods/index.ts`. */
export interface LabMethod {
  name: string
  en: string
  zh: string
  options: readonly LabOption[]
  /** How many files it reads; `least` 0 where an option can stand in for the file. */
  files: { least: number; most: number }
  run(lab: LabRun): Promise<LabResult>
}

export interface LabRun {
  options: LabOptions
  files: readonly LabFile[]
  /** The first file. @throws labErrors.noOption where none was named */
  file(): LabFile
  task: Task
  /** Seconds since an arbitrary moment, to time a fit. */
  seconds(): number
  /** Starts worker threads, which end with the run. */
  threads(count: number): Threads
  /** Writes a file the caller asked for (`--sql out.sql`), relative to where they stand. */
  write(path: string, text: string): void
}

export interface LabResult {
  /** The one object of `--json`. Numbers that are not finite become null. */
  json: Record<string, unknown>
  tables: readonly ResultTable[]
  /** For `--plot`. */
  charts: readonly ResultChart[]
}

export interface ResultTable {
  title: string
  columns: readonly string[]
  rows: readonly (readonly (string | number | null)[])[]
}

export interface ResultChart {
  title: string
  /** An ECharts option with `grid`, axes and `series`; size in pixels. */
  option: EChartsCoreOption
  width?: number
  height?: number
}
