/** Characters and not places tell these apart for whoever reads. */
const scripts: Readonly<Record<string, string>> = { 'zh-CN': 'zh-Hans', 'zh-TW': 'zh-Hant', zh: 'zh-Hans' }

function nameIn(tag: string, reader: string): string {
  try {
    const names = new Intl.DisplayNames([reader], { type: 'language' })
    return names.of(scripts[tag] ?? tag) ?? tag
  } catch {
    return tag
  }
}

/** A language by the name its speakers give it. */
export function ownName(tag: string): string {
  return nameIn(tag, scripts[tag] ?? tag)
}

/** The same, with what the reader calls it where that differs; it finds by either. */
export function fullName(tag: string, reader: string): string {
  const [own, theirs] = [ownName(tag), nameIn(tag, scripts[reader] ?? reader)]
  return own.toLowerCase() === theirs.toLowerCase() ? own : `${own} · ${theirs}`
}

/** Languages that are offered; any other tag can be typed. */
export const offeredLanguages: readonly string[] = [
  ...[
    'zh-CN',
    'zh-TW',
    'zh-HK',
    'en',
    'ja',
    'ko',
    'fr',
    'de',
    'es',
    'pt',
    'it',
    'ru',
    'ar',
    'th',
    'vi',
    'id',
  ],
  ...['ms', 'fil', 'hi', 'tr', 'pl', 'nl', 'uk', 'mn', 'bo', 'ug', 'kk'],
]
