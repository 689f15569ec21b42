/**
 * Text of a warehouse query. Values are bound as `{name:Type}`; only other `sql` fragments and `identifier()` may be
 * interpolated, so a value cannot slip into the text.
 */
export interface SqlFragment {
  readonly text: string
  /** Values bound by this fragment, by parameter name. */
  readonly params: Readonly<Record<string, unknown>>
  readonly isSql: true
}

export function sql(strings: TemplateStringsArray, ...parts: readonly SqlFragment[]): SqlFragment {
  let text = strings[0] ?? ''
  const params: Record<string, unknown> = {}
  parts.forEach((part, i) => {
    text += part.text + (strings[i + 1] ?? '')
    mergeParams(params, part.params)
  })
  return { text, params, isSql: true }
}

/** Joins fragments with a separator, for lists of conditions. */
export function joinSql(parts: readonly SqlFragment[], separator: string): SqlFragment {
  const params: Record<string, unknown> = {}
  for (const part of parts) mergeParams(params, part.params)
  return { text: parts.map((part) => part.text).join(separator), params, isSql: true }
}

/** A name from an allow-list, checked again for shape. */
export function identifier(name: string): SqlFragment {
  if (!/^[a-z_][a-z0-9_]{0,62}$/i.test(name)) throw new Error(`"${name}" is not a permitted SQL identifier.`)
  return { text: name, params: {}, isSql: true }
}

/**
 * Hands out parameter names that do not collide within one statement: `bind('UInt32', 30)` gives `{p3:UInt32}`.
 * One binder per statement.
 */
export function createBinder(prefix = 'p'): (type: string, value: unknown) => SqlFragment {
  let next = 0
  return (type, value) => {
    const name = `${prefix}${next++}`
    return { text: `{${name}:${type}}`, params: { [name]: value }, isSql: true }
  }
}

function mergeParams(into: Record<string, unknown>, from: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(from)) {
    if (name in into && into[name] !== value)
      throw new Error(`The SQL parameter ${name} is bound twice with different values.`)
    into[name] = value
  }
}
