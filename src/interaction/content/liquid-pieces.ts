import { type Context, type Emitter, type Liquid, Output, Tag, type Template } from 'liquidjs'

/** Tags that make names of their own, count, or end something: where one stands, nothing is worked out beforehand. */
const stateful = /\{%-?\s*(assign|capture|increment|decrement|cycle|ifchanged|break|continue)\b/
/** What says another thing each time, or at another time. */
const fleeting = new Set([
  'date',
  'date_to_xmlschema',
  'date_to_rfc822',
  'date_to_string',
  'date_to_long_string',
])
const chance = new Set(['sample', 'shuffle'])
const path = /^\s*[a-zA-Z_][\w-]*(?:\.[\w-]+|\[\d+\])*\s*$/
/** Longer values are left to the engine, which counts the memory they take. */
const longest = 10_000

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&#34;',
  "'": '&#39;',
}
const escaped = (text: string) => text.replace(/[&<>"']/g, (char) => entities[char] ?? char)

/**
 * The same templates, made cheap to render for many people: what only shared values decide is written out once, what is a
 * bare name is read without the interpreter, which takes tens of steps for each. The answer is the interpreter's to the letter,
 * and where anything is unusual, the interpreter's own.
 * @param shared values that every later rendering has alike
 * @throws what the engine throws for what it meets in shared values
 */
export function withPieces(
  engine: Liquid,
  templates: readonly Template[],
  source: string,
  shared: Readonly<Record<string, unknown>>,
): Template[] {
  if (stateful.test(source)) return [...templates]
  const pieces: Template[] = []
  let run: Template[] = []
  const endRun = () => {
    const [first] = run
    if (first) pieces.push(fixedPiece(first, engine.renderSync(run, shared) as string))
    run = []
  }
  for (const template of templates) {
    if (isFixed(engine, template, shared)) run.push(template)
    else {
      endRun()
      pieces.push(namePiece(engine, template) ?? template)
    }
  }
  endRun()
  return pieces
}

function isFixed(engine: Liquid, template: Template, shared: Readonly<Record<string, unknown>>): boolean {
  // A tag may hold anything in it; what stands between tags is either printed or plain text.
  if (template instanceof Tag) return false
  if (!(template instanceof Output)) return true
  const names = engine.globalVariableSegmentsSync([template])
  const roots = names.map(([root]) => String(root))
  return (
    roots.length > 0 &&
    roots.every((root) => Object.hasOwn(shared, root)) &&
    template.value.filters.every(({ name }) => !fleeting.has(name) && !chance.has(name))
  )
}

const fixedPiece = ({ token }: Template, text: string): Template => ({
  token,
  render: (_: Context, emitter: Emitter) => emitter.write(text),
})

/** A name without filters, printed as it is or escaped; null for anything else. */
function namePiece(engine: Liquid, template: Template): Template | null {
  if (!(template instanceof Output)) return null
  const { token } = template
  const [from, to] = token.contentRange
  if (!path.test(token.input.slice(from, to))) return null
  const names = engine.globalVariableSegmentsSync([template])
  const [segments] = names
  if (names.length !== 1 || !segments || segments.some((each) => Array.isArray(each))) return null
  const keys = segments.map(String)
  const write = engine.options.outputEscape ? escaped : (text: string) => text
  return {
    token,
    render: (context: Context, emitter: Emitter) => {
      const value = readPath(context.environments, keys)
      if (typeof value !== 'string' || value.length > longest) return template.render(context, emitter)
      emitter.write(write(value))
    },
    arguments: () => template.arguments(),
  }
}

function readPath(scope: unknown, keys: readonly string[]): unknown {
  let value = scope
  for (const key of keys) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = (value as Record<string, unknown>)[key]
  }
  return value
}
