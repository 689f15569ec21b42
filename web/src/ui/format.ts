/** How numbers, money, shares and times are written, in one place and free of the page, so that tests can read it. */

export type Language = 'zh-CN' | 'en'
export interface IntervalLike {
  estimate: number | null
  lo: number | null
  hi: number | null
}

const dash = '–'
/** Thin space: between a figure and a CJK unit, and inside estimates. */
const thin = '\u2009'
const minus = '−'

export function minorDigits(currency: string): number {
  try {
    return (
      new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ??
      2
    )
  } catch {
    return 2
  }
}

function sign(value: number, text: string, signed: boolean): string {
  if (value < 0) return `${minus}${text}`
  return signed && value > 0 ? `+${text}` : text
}

function compactParts(absolute: number, language: Language): { scaled: number; unit: string } {
  const steps: [number, string][] =
    language === 'zh-CN'
      ? [
          [1e8, `${thin}亿`],
          [1e4, `${thin}万`],
        ]
      : [
          [1e9, 'B'],
          [1e6, 'M'],
          [1e4, 'k'],
        ]
  for (const [size, unit] of steps) {
    if (absolute >= size) return { scaled: absolute / (unit === 'k' ? 1e3 : size), unit }
  }
  return { scaled: absolute, unit: '' }
}

function fixed(value: number, digits: number): string {
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })
}

/** From here a return is written as a multiple of what was spent. */
const firstMultiple = 10

/** Whether a return says more as a multiple: mostly where next to nothing was spent. */
export function isMultiple(ratio: number | null): boolean {
  return ratio !== null && Math.abs(ratio) >= firstMultiple
}

export interface Formatter {
  language: Language
  timeZone: string
  integer(value: number | null | undefined): string
  decimal(value: number | null | undefined, digits?: number): string
  /** 1.2 万 / 12.3k; small numbers are written out. */
  compact(value: number | null | undefined, options?: { signed?: boolean }): string
  /** Minor units, written out in full. */
  money(amountMinor: number | null | undefined, currency: string, options?: { signed?: boolean }): string
  moneyCompact(
    amountMinor: number | null | undefined,
    currency: string,
    options?: { signed?: boolean },
  ): string
  /** Writes the amounts of one axis alike: the unit and the decimals follow its largest amount. */
  moneyAxis(largestMinor: number, currency: string): (amountMinor: number) => string
  percent(share: number | null | undefined, digits?: number, options?: { signed?: boolean }): string
  /** A return on what was spent: a share of it, and from ten times on a multiple, as nobody reads +124,544 %. */
  return(ratio: number | null | undefined, options?: { signed?: boolean }): string
  returnEstimate(interval: IntervalLike): { figure: string; range: string }
  /** `+4.2 % (1.1 … 7.3)`; the unit is written once. */
  percentEstimate(interval: IntervalLike, digits?: number): string
  moneyEstimate(interval: IntervalLike, currency: string): { figure: string; range: string }
  date(iso: string | null | undefined): string
  time(iso: string | null | undefined): string
  dateTime(iso: string | null | undefined): string
  /** Relative under a day, the date beyond. */
  ago(iso: string | null | undefined, now: number): string
  bytes(count: number): string
}

export function currencySymbol(currency: string, language: Language): string {
  try {
    const parts = new Intl.NumberFormat(language, {
      style: 'currency',
      currency,
      currencyDisplay: 'narrowSymbol',
    })
      .formatToParts(1)
      .find((part) => part.type === 'currency')
    return parts?.value ?? `${currency} `
  } catch {
    return `${currency} `
  }
}

export function makeFormatter(language: Language, timeZone: string): Formatter {
  const chinese = language === 'zh-CN'

  const integer: Formatter['integer'] = (value) =>
    value === null || value === undefined ? dash : sign(value, fixed(Math.abs(value), 0), false)

  const decimal: Formatter['decimal'] = (value, digits = 1) =>
    value === null || value === undefined ? dash : sign(value, fixed(Math.abs(value), digits), false)

  const compactAbsolute = (absolute: number, smallDigits = 0) => {
    const { scaled, unit } = compactParts(absolute, language)
    if (unit === '') return fixed(scaled, smallDigits)
    return `${fixed(scaled, scaled >= 100 ? 0 : 1)}${unit}`
  }

  const compact: Formatter['compact'] = (value, options) =>
    value === null || value === undefined
      ? dash
      : sign(
          value,
          compactAbsolute(Math.abs(value), Number.isInteger(value) ? 0 : 1),
          options?.signed ?? false,
        )

  const money: Formatter['money'] = (amount, currency, options) => {
    if (amount === null || amount === undefined) return dash
    const digits = minorDigits(currency)
    const text = fixed(Math.abs(amount) / 10 ** digits, digits)
    return sign(amount, `${currencySymbol(currency, language)}${text}`, options?.signed ?? false)
  }

  const moneyCompact: Formatter['moneyCompact'] = (amount, currency, options) => {
    if (amount === null || amount === undefined) return dash
    const major = Math.abs(amount) / 10 ** minorDigits(currency)
    const text = compactAbsolute(major, major > 0 && major < 100 ? Math.min(2, minorDigits(currency)) : 0)
    return sign(amount, `${currencySymbol(currency, language)}${text}`, options?.signed ?? false)
  }

  const moneyAxis: Formatter['moneyAxis'] = (largest, currency) => {
    const minor = 10 ** minorDigits(currency)
    const top = Math.abs(largest) / minor
    const { scaled, unit } = compactParts(top, language)
    const size = unit === '' ? 1 : top / scaled
    // Four steps up to the largest amount: from ten on they are whole.
    const digits = scaled >= 10 ? 0 : unit === '' ? minorDigits(currency) : 1
    return (amount) => {
      const text = fixed(Math.abs(amount) / minor / size, digits)
      return sign(amount, `${currencySymbol(currency, language)}${text}${unit}`, false)
    }
  }

  const percent: Formatter['percent'] = (share, digits = 1, options) =>
    share === null || share === undefined
      ? dash
      : sign(share, `${fixed(Math.abs(share) * 100, digits)}${thin}%`, options?.signed ?? false)

  const returnOf: Formatter['return'] = (ratio, options) => {
    if (ratio === null || ratio === undefined) return dash
    if (!isMultiple(ratio)) return percent(ratio, 0, options)
    const times = Math.abs(ratio)
    return sign(
      ratio,
      `${fixed(times, times < 100 ? 1 : 0)}${chinese ? `${thin}倍` : '×'}`,
      options?.signed ?? false,
    )
  }

  const bound = (share: number | null, digits: number) =>
    share === null ? dash : sign(share, fixed(Math.abs(share) * 100, digits), false)

  const parts = (iso: string) => {
    const formatted = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    }).formatToParts(new Date(iso.length === 10 ? `${iso}T12:00:00Z` : iso))
    const of = (type: string) => formatted.find((part) => part.type === type)?.value ?? ''
    return { year: of('year'), month: of('month'), day: of('day'), hour: of('hour'), minute: of('minute') }
  }

  const date: Formatter['date'] = (iso) => {
    if (!iso) return dash
    const p = parts(iso)
    const noon = new Date(`${p.year}-${p.month}-${p.day}T12:00:00Z`)
    if (chinese) {
      const weekday = new Intl.DateTimeFormat('zh-CN', { weekday: 'short', timeZone: 'UTC' }).format(noon)
      return `${p.year}-${p.month}-${p.day} ${weekday}`
    }
    const name = (options: Intl.DateTimeFormatOptions) =>
      new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'UTC' }).format(noon)
    return `${name({ weekday: 'short' })} ${Number(p.day)} ${name({ month: 'short' }).slice(0, 3)} ${p.year}`
  }

  const time: Formatter['time'] = (iso) => {
    if (!iso) return dash
    const p = parts(iso)
    return `${p.hour}:${p.minute}`
  }

  const dateTime: Formatter['dateTime'] = (iso) => (iso ? `${date(iso)} ${time(iso)}` : dash)

  const ago: Formatter['ago'] = (iso, now) => {
    if (!iso) return dash
    const seconds = Math.round((new Date(iso).getTime() - now) / 1000)
    if (Math.abs(seconds) >= 86_400) return date(iso)
    const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' })
    if (Math.abs(seconds) < 60) return relative.format(0, 'second')
    if (Math.abs(seconds) < 3600) return relative.format(Math.round(seconds / 60), 'minute')
    return relative.format(Math.round(seconds / 3600), 'hour')
  }

  return {
    language,
    timeZone,
    integer,
    decimal,
    compact,
    money,
    moneyCompact,
    moneyAxis,
    percent,
    return: returnOf,
    returnEstimate: ({ estimate, lo, hi }) => ({
      figure: returnOf(estimate, { signed: true }),
      range: lo === null || hi === null ? '' : `(${returnOf(lo)} … ${returnOf(hi)})`,
    }),
    percentEstimate: (interval, digits = 1) =>
      interval.estimate === null
        ? dash
        : `${percent(interval.estimate, digits, { signed: true })} (${bound(interval.lo, digits)} … ${bound(interval.hi, digits)})`,
    moneyEstimate: (interval, currency) => ({
      figure: moneyCompact(interval.estimate, currency, { signed: true }),
      range:
        interval.lo === null || interval.hi === null
          ? ''
          : `(${moneyCompact(interval.lo, currency)} … ${moneyCompact(interval.hi, currency)})`,
    }),
    date,
    time,
    dateTime,
    ago,
    bytes: (count) => {
      const units = ['B', 'kB', 'MB', 'GB']
      const step = count < 1000 ? 0 : Math.min(3, Math.floor(Math.log10(count) / 3))
      return `${fixed(count / 1000 ** step, step === 0 ? 0 : 1)}${thin}${units[step] ?? 'B'}`
    },
  }
}
