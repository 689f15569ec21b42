import type { Localized } from '../../../kit/api-shapes.ts'
import type { AlertKind } from '../../../stores/ledger/schema/quality.ts'
import { canonicalFields } from '../../mapping/canonical-fields.ts'
import type { Dataset } from '../measure/dataset-fields.ts'
import type { DriftKind } from './drift.ts'

const percent = (share: unknown) => `${(Number(share) * 100).toFixed(1)} %`
const whole = (value: unknown) => Math.round(Number(value)).toLocaleString('en-US')

/** What an alert says, from the figures kept with it. */
export function alertWords(
  kind: AlertKind,
  subject: string,
  detail: Readonly<Record<string, unknown>>,
  timeZone: string,
): Localized {
  if (kind === 'volume') return volumeWords(subject, detail)
  if (kind === 'silence') return silenceWords(detail, timeZone)
  return driftWords(detail)
}

function volumeWords(day: string, { alarm, rows, low, high }: Readonly<Record<string, unknown>>): Localized {
  const few = alarm === 'low'
  return {
    en: `${day}: ${whole(rows)} rows, ${few ? 'fewer' : 'more'} than usual for the weekday (${whole(low)} to ${whole(high)}).`,
    'zh-CN': `${day} 共 ${whole(rows)} 行，${few ? '少于' : '多于'}往常（按周几比较为 ${whole(low)} 至 ${whole(high)} 行）。`,
  }
}

function silenceWords(detail: Readonly<Record<string, unknown>>, timeZone: string): Localized {
  const since = new Date(Number(detail.sinceMs)).toLocaleString('sv-SE', { timeZone }).slice(0, 16)
  const hours = (ms: unknown) => Number(ms) / 3_600_000
  const span = (ms: unknown): Localized =>
    hours(ms) < 48
      ? { en: `${Math.round(hours(ms))} hours`, 'zh-CN': `${Math.round(hours(ms))} 小时` }
      : { en: `${Math.round(hours(ms) / 24)} days`, 'zh-CN': `${Math.round(hours(ms) / 24)} 天` }
  const allowed = span(detail.allowedMs)
  return {
    en: `Nothing has come since ${since}; no pause is longer than ${allowed.en} as a rule.`,
    'zh-CN': `自 ${since} 起没有新数据，通常间隔不超过 ${allowed['zh-CN']}。`,
  }
}

function driftWords(detail: Readonly<Record<string, unknown>>): Localized {
  const field = fieldLabel(String(detail.dataset), String(detail.field))
  const { before, now } = detail
  const value = String(detail.value ?? '')
  const texts: Record<DriftKind, Localized> = {
    nulls: {
      en: `${field.en}: ${percent(now)} of the rows are empty, against ${percent(before)} before.`,
      'zh-CN': `${field['zh-CN']}：空值占 ${percent(now)}，此前为 ${percent(before)}。`,
    },
    shares: {
      en: `${field.en}: the shares of its values have shifted (PSI ${Number(now).toFixed(2)}; at most ${Number(before).toFixed(2)} before).`,
      'zh-CN': `${field['zh-CN']}：各取值的占比发生变化（PSI ${Number(now).toFixed(2)}，此前最高 ${Number(before).toFixed(2)}）。`,
    },
    new_value: {
      en: `${field.en}: the value “${value}” is new and makes up ${percent(now)}.`,
      'zh-CN': `${field['zh-CN']}：出现新取值“${value}”，占 ${percent(now)}。`,
    },
    gone_value: {
      en: `${field.en}: the value “${value}” is gone; it made up ${percent(before)}.`,
      'zh-CN': `${field['zh-CN']}：取值“${value}”消失，此前占 ${percent(before)}。`,
    },
    mean: {
      en: `${field.en}: the mean moved from ${Number(before).toPrecision(4)} to ${Number(now).toPrecision(4)}.`,
      'zh-CN': `${field['zh-CN']}：平均值由 ${Number(before).toPrecision(4)} 变为 ${Number(now).toPrecision(4)}。`,
    },
  }
  return texts[String(detail.kind) as DriftKind] ?? { en: field.en, 'zh-CN': field['zh-CN'] }
}

/** Its canonical name, or the attribute's own. */
export function fieldLabel(dataset: string, field: string): Localized {
  const known = dataset in canonicalFields ? canonicalFields[dataset as Dataset][field] : undefined
  if (known) return known.label
  const own = field.replace(/^attributes\./, '')
  return { en: own, 'zh-CN': own }
}
