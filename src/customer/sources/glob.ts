/** Names by a pattern: `*` for anything, `?` for one character, `{a,b}` for either; all else is itself. */
export function globPattern(pattern: string): RegExp {
  let depth = 0
  const text = [...pattern].map((char) => {
    if (char === '*') return '[^/]*'
    if (char === '?') return '[^/]'
    if (char === '{') {
      depth++
      return '(?:'
    }
    if (char === '}' && depth > 0) {
      depth--
      return ')'
    }
    if (char === ',' && depth > 0) return '|'
    return char.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
  })
  return new RegExp(`^${text.join('')}${')'.repeat(depth)}$`, 'i')
}
