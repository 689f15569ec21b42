import { createHash, createHmac } from 'node:crypto'
import { Liquid, type Template } from 'liquidjs'
import { LRUCache } from 'lru-cache'
import { interactionErrors } from '../errors.ts'
import { registerFormats } from './formats.ts'
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

const flavours = {
  html: (language: string) => {
    const engine = new Liquid({ ...limits, locale: language, outputEscape: 'escape' })
    // The `raw` filter would let a value through unescaped.
    engine.registerFilter('raw', (value: unknown) => value)
    return engine
  },
  plain: (language: string) => new Liquid({ ...limits, locale: language }),
  /** What a provider's interface is spoken to with: it asks for hashes of what is sent. */
  wire: () => {
    const engine = new Liquid(limits)
    for (const algorithm of ['md5', 'sha1', 'sha256'])
      engine.registerFilter(algorithm, (value: unknown) =>
        createHash(algorithm).update(String(value)).digest('hex'),
      )
    engine.registerFilter('hmac_sha256', (value: unknown, key: unknown) =>
      createHmac('sha256', String(key)).update(String(value)).digest('hex'),
    )
    engine.registerFilter('base64', (value: unknown) => Buffer.from(String(value)).toString('base64'))
    return engine
  },
} as const
export type Flavour = keyof typeof flavours

const engines = new LRUCache<string, Liquid>({ max: 60 })

/** One for each language: how dates, numbers and amounts are written is a setting of the engine. */
function engineOf(flavour: Flavour, language: string): Liquid {
  const key = `${flavour}/${language}`
  const known = engines.get(key)
  if (known) return known
  const engine = flavours[flavour](language)
  for (const tag of ['include', 'render', 'layout', 'block']) delete engine.tags[tag]
  if (flavour !== 'wire') registerFormats(engine, language)
  engines.set(key, engine)
  return engine
}

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
 * @param language tag of the language it is read in: `date`, `number`, `money` and `percent` write as it does
 * @throws interaction.badLiquid
 */
export function compileLiquid(source: string, flavour: Flavour, part: string, language = 'en'): CompiledText {
  const engine = engineOf(flavour, language)
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
