import { createHash, createHmac } from 'node:crypto'
import { Liquid, type Template } from 'liquidjs'
import { interactionErrors } from '../errors.ts'
import { withPieces } from './liquid-pieces.ts'

/**
 * Templates come from people, values from anywhere: no files, no prototypes, bounded parse, render and memory, and a
 * name that does not exist is an error.
 */
const limits = {
  parseLimit: 300_000,
  renderLimit: 250,
  memoryLimit: 2_000_000,
  ownPropertyOnly: true,
  strictVariables: true,
  strictFilters: true,
  lenientIf: true,
  // An empty set of partials: {% include %} and {% render %} find nothing, whatever they name.
  templates: {},
} as const

const html = new Liquid({ ...limits, outputEscape: 'escape' })
const plain = new Liquid(limits)
// The `raw` filter would let a value through unescaped.
html.registerFilter('raw', (value: unknown) => value)
/** What a provider's interface is spoken to with: it asks for hashes of what is sent. */
const wire = new Liquid(limits)
for (const algorithm of ['md5', 'sha1', 'sha256'])
  wire.registerFilter(algorithm, (value: unknown) =>
    createHash(algorithm).update(String(value)).digest('hex'),
  )
wire.registerFilter('hmac_sha256', (value: unknown, key: unknown) =>
  createHmac('sha256', String(key)).update(String(value)).digest('hex'),
)
wire.registerFilter('base64', (value: unknown) => Buffer.from(String(value)).toString('base64'))
for (const engine of [html, plain, wire])
  for (const tag of ['include', 'render', 'layout', 'block']) delete engine.tags[tag]

const engines = { html, plain, wire } as const
export type Flavour = keyof typeof engines

export interface CompiledText {
  render(scope: Readonly<Record<string, unknown>>): string
  /** Dotted names it reads, such as `offer.words`. */
  readonly variables: readonly string[]
  /**
   * The same text for many people, cheaper for each: what these values alone decide is written out now. Whoever renders it
   * gives them again, unchanged.
   * @throws interaction.badLiquid
   */
  forMany(shared: Readonly<Record<string, unknown>>): Pick<CompiledText, 'render'>
}

/**
 * @param part what is compiled, in the reader's words, for the message
 * @throws interaction.badLiquid
 */
export function compileLiquid(source: string, flavour: Flavour, part: string): CompiledText {
  const engine = engines[flavour]
  const templates = guarded(part, () => engine.parse(source))
  const rendering = (of: Template[]) => (scope: Readonly<Record<string, unknown>>) =>
    guarded(part, () => engine.renderSync(of, scope) as string)
  return {
    render: rendering(templates),
    variables: namesIn(engine, templates),
    forMany: (shared) => ({
      render: rendering(guarded(part, () => withPieces(engine, templates, source, shared))),
    }),
  }
}

function namesIn(engine: Liquid, templates: Template[]): string[] {
  return engine.globalVariableSegmentsSync(templates).map((segments) => segments.map(String).join('.'))
}

function guarded<T>(part: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const line = Number(/line:(\d+)/.exec(message)?.[1] ?? 1)
    throw interactionErrors.badLiquid({ part, line, problem: message.replace(/, line:.*$/s, '') }, error)
  }
}
