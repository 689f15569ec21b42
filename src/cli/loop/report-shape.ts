import type { z } from 'zod'
import type { forecastShape } from '../../campaign/forecast/api.ts'
import type { reportShape } from '../../campaign/measurement/api.ts'
import type { opportunity } from '../../campaign/opportunities/api.ts'
import type { importSummary } from '../../customer/imports/api.ts'
import type { getConcentration, getOverview, rfmGrid } from '../../insight/rfm/api.ts'

export interface LoopCampaign {
  id: string
  opportunity: z.output<typeof opportunity>
  forecast: z.output<typeof forecastShape>
  lists: { target: string; control: string; targetCustomers: number; controlCustomers: number }
  /** Set once orders after the as-of date are there. */
  evaluation: z.output<typeof reportShape> | null
  placebo: PlaceboResult | null
}

export interface PlaceboResult {
  seeds: number
  customers: number
  windowDays: number
  controlShare: number
  /** How the intervals were made: by drawing control again, or by Welch. */
  method: 'randomisation' | 'welch'
  /** How often the 95 % interval of the adjusted effect held zero, no treatment given. */
  covered: number
  coverage: number
  meanEffectMinor: number
  meanHalfWidthMinor: number
  /** What Welch's interval would have done on the same draws. */
  welch: { coverage: number; meanHalfWidthMinor: number }
}

/** What `report.json` holds; the page is drawn from it and from nothing else. */
export interface LoopReport {
  version: 1
  product: string
  computedAt: string
  workspace: string
  file: { name: string; bytes: number }
  currency: string
  asOf: string
  mapping: unknown
  quality: z.output<typeof importSummary> & { coverage: number }
  overview: z.output<typeof getOverview.response>
  rfm: z.output<typeof rfmGrid> | null
  concentration: z.output<typeof getConcentration.response>
  campaigns: LoopCampaign[]
  missing: { objective: string; reason: { en: string; 'zh-CN': string } }[]
  seconds: Record<string, number>
}
