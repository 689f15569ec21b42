import { Liquid, type Template } from 'liquidjs'
import { interactionErrors } from '../errors.ts'

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
for (const engine of [html, plain])
  for (const tag of ['include', 'render', 'layout', 'block']) delete engine.tags[tag]

export type Flavour = 'html' | 'plain'

export interface CompiledText {
  render(scope: Readonly<Record<string, unknown>>): string
  /** Dotted names it reads, such as `offer.words`. */
  readonly variables: readonly string[]
}

/**
 * @param part what is compiled, in the reader's words, for the message
 * @throws interaction.badLiquid
 */
export function compileLiquid(source: string, flavour: Flavour, part: string): CompiledText {
  const engine = flavour === 'html' ? html : plain
  const templates = guarded(part, () => engine.parse(source))
  return {
    render: (scope) => guarded(part, () => engine.renderSync(templates, scope) as string),
    variables: namesIn(engine, templates),
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
