/** What data call some countries beside what standards do. */
const alsoCalled: Readonly<Record<string, string>> = {
  uk: 'GB',
  usa: 'US',
  'united states of america': 'US',
  'great britain': 'GB',
  england: 'GB',
  scotland: 'GB',
  wales: 'GB',
  eire: 'IE',
  holland: 'NL',
  korea: 'KR',
  'republic of korea': 'KR',
  中华人民共和国: 'CN',
  中国大陆: 'CN',
  'mainland china': 'CN',
}

let codes: ReadonlyMap<string, string> | null = null

const plain = (text: string) =>
  text.normalize('NFKC').trim().toLowerCase().replaceAll('.', '').replace(/^the /, '')

/** ISO 3166 code of a country as data write it: the code, or its name in Chinese or English; null for what none is called. */
export function countryCode(text: string): string | null {
  codes ??= allNames()
  return codes.get(plain(text)) ?? null
}

function allNames(): Map<string, string> {
  const names = new Map<string, string>()
  const letters = Array.from({ length: 26 }, (_, i) => String.fromCharCode(65 + i))
  const readers = ['en', 'zh-CN'].flatMap((locale) =>
    (['long', 'short'] as const).map(
      (style) => new Intl.DisplayNames([locale], { type: 'region', style, fallback: 'none' }),
    ),
  )
  for (const a of letters)
    for (const b of letters) {
      const code = a + b
      // Regions that are no countries, and codes nobody was given, have no zones.
      if (zonesOfCountry(code).length === 0) continue
      // Codes that stand for another one (UK, DD) bear its name too.
      if (Intl.getCanonicalLocales(`und-${code}`)[0] !== `und-${code}`) continue
      names.set(code.toLowerCase(), code)
      for (const reader of readers) {
        const name = reader.of(code)
        if (name !== undefined) names.set(plain(name), code)
      }
    }
  for (const [name, code] of Object.entries(alsoCalled)) names.set(name, code)
  return names
}

/** Zones of a country by its ISO 3166 code; none for what is no country. */
export function zonesOfCountry(code: string): readonly string[] {
  try {
    // Newer engines have a function for what older ones have as a property; the types know neither yet.
    const locale = new Intl.Locale(`und-${code}`) as { timeZones?: string[]; getTimeZones?: () => string[] }
    return locale.getTimeZones?.() ?? locale.timeZones ?? []
  } catch {
    return []
  }
}
