/** What a code of a gateway means: again later, no such number, no entry for us, or refused for good. */
const classes = ['later', 'number', 'sign_in', 'refused'] as const
export type CodeClass = (typeof classes)[number]

/**
 * The table of a connection, `code = class` a line. @returns `unreadable`: number of the first line that is none
 */
export function codeClasses(text: string): { of: ReadonlyMap<string, CodeClass>; unreadable: number | null } {
  const of = new Map<string, CodeClass>()
  let unreadable: number | null = null
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    const [, code, name] = /^\s*(\S(?:.*\S)?)\s*=\s*(\w+)\s*$/.exec(line) ?? []
    const found = classes.find((each) => each === name)
    if (code === undefined || found === undefined) unreadable ??= index + 1
    else of.set(code, found)
  }
  return { of, unreadable }
}
