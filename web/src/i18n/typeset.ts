const han = '\\u3400-\\u9fff'
const before = new RegExp(`([${han}]) ?([A-Za-z0-9%+¥$€£])`, 'g')
const after = new RegExp(`([A-Za-z0-9%]) ?([${han}])`, 'g')

/** Puts a thin space between Chinese and Latin letters or figures, whatever the author typed. */
export function typeset(text: string): string {
  return text.replace(before, '$1\u2009$2').replace(after, '$1\u2009$2')
}

/** Every text of a dictionary, typeset; placeholders are left as they are. */
export function typesetAll<T>(texts: T): T {
  if (typeof texts === 'string') {
    const parts = texts.split(/(\{\{\w+\}\})/)
    return typesetAround(parts) as T
  }
  if (typeof texts !== 'object' || texts === null) return texts
  return Object.fromEntries(Object.entries(texts).map(([key, value]) => [key, typesetAll(value)])) as T
}

function typesetAround(parts: readonly string[]): string {
  const hanEnd = new RegExp(`[${han}] ?$`)
  const hanStart = new RegExp(`^ ?[${han}]`)
  return parts
    .map((part, index) => {
      if (part.startsWith('{{')) return part
      let text = typeset(part)
      // A placeholder mostly holds a figure or a Latin name: it stands off from Chinese by the same thin space.
      if (index + 1 < parts.length && hanEnd.test(text)) text = `${text.trimEnd()}\u2009`
      if (index > 0 && hanStart.test(text)) text = `\u2009${text.trimStart()}`
      return text
    })
    .join('')
}
