import { Session } from 'node:inspector/promises'
import { isAppError } from '../../src/kit/errors.ts'
import { type Random, seededRandom } from '../../src/kit/random.ts'

/** A parser to be fed with what may break it. */
export interface Target {
  name: string
  /** Inputs it takes, to begin with. */
  seeds: readonly Buffer[]
  /** Which source files count: a part of the path of each; none feeds it by chance alone. */
  modules: readonly string[]
  /** Pieces of its language, put in now and then. */
  words: readonly string[]
  /** Another way to change an input than in its bytes, where its container would refuse almost all of those. */
  change?: (input: Buffer, random: Random) => Buffer
  /**
   * Feeds the parser. Throws what the parser says of an input it refuses, which must be one of our errors, or an error
   * of `refusal`; any other error, and a promise of `expect` that does not hold, is a find.
   */
  feed: (input: Buffer) => unknown
  /** Kinds of errors beside ours that say that an input was refused. */
  refusals?: readonly (new (
    ...rest: never[]
  ) => Error)[]
}

export interface Steered {
  inputs: number
  taken: number
  refused: number
  /** Inputs kept because they reached what none before them had. */
  kept: number
  /** Characters of the source files that ran at least once. */
  reached: number
  /** As `reached`, after the seeds alone. */
  reachedBySeeds: number
  slowestMs: number
}

/** An input may take so long; a parser that hangs ends in the time limit of the test. */
const mostMs = 5_000

/**
 * Feeds a parser with changed inputs, steered by what they reach: V8 counts which parts of its source files run
 * (precise coverage by the inspector), an input that runs a part for the first time, or a function far more often than any before,
 * is kept, and the next ones are made from those that are kept.
 * @param until by number, or by milliseconds for the long runs of a night
 * @throws Error that holds the input in base64, with what went wrong as its cause
 */
export async function fuzzSteered(
  target: Target,
  until: { inputs: number } | { ms: number },
  seed: number,
): Promise<Steered> {
  const random = seededRandom(seed)
  const coverage = await openCoverage(target.modules)
  const pool: Buffer[] = []
  const result: Steered = {
    ...{ inputs: 0, taken: 0, refused: 0, kept: 0, reached: 0, reachedBySeeds: 0, slowestMs: 0 },
  }
  const one = async (input: Buffer) => {
    const began = performance.now()
    const taken = await fed(target, input)
    const tookMs = performance.now() - began
    if (tookMs > mostMs) throw finding(target, input, new Error(`took ${Math.round(tookMs)} ms`))
    result.slowestMs = Math.max(result.slowestMs, Math.round(tookMs))
    result.inputs++
    if (taken) result.taken++
    else result.refused++
    if (await coverage.isNews()) pool.push(input)
  }
  for (const input of target.seeds) {
    await one(input)
    if (pool.at(-1) !== input) pool.push(input)
  }
  const given = pool.length
  result.reachedBySeeds = coverage.reached
  const ends = performance.now() + ('ms' in until ? until.ms : Number.POSITIVE_INFINITY)
  const most = 'inputs' in until ? until.inputs : Number.POSITIVE_INFINITY
  for (let n = 0; n < most && performance.now() < ends; n++) {
    const all = pool
    // The newest are nearest to what was never reached.
    const from = random.next() < 0.3 ? all.length - 1 : random.below(all.length)
    const parent = all[from] ?? Buffer.alloc(0)
    const change = target.change && random.next() < 0.7 ? target.change : byteChange(target.words, all)
    let input = change(parent, random)
    while (random.next() < 0.4) input = change(input, random)
    await one(input.length > 64 * 1024 ? input.subarray(0, 64 * 1024) : input)
  }
  return { ...result, kept: pool.length - given, reached: coverage.reached }
}

/** @returns whether it was taken */
async function fed(target: Target, input: Buffer): Promise<boolean> {
  try {
    await target.feed(input)
    return true
  } catch (error) {
    const refused =
      (isAppError(error) && error.kind !== 'internal') ||
      (target.refusals ?? []).some((kind) => error instanceof kind)
    if (!refused) throw finding(target, input, error)
    return false
  }
}

const finding = (target: Target, input: Buffer, cause: unknown) =>
  new Error(
    `${target.name}: ${input.toString('base64')} (${JSON.stringify(input.toString('utf8').slice(0, 300))})`,
    {
      cause,
    },
  )

const nasty = [
  '"',
  "'",
  '\\',
  '\n',
  '\r',
  '\0',
  ',',
  '\t',
  '{',
  '}',
  '[',
  ']',
  '(',
  ')',
  '\ufeff',
  '\ud83d\ude00',
]
const numbers = [
  '0',
  '-1',
  '1e999',
  '9007199254740993',
  '4294967296',
  '-0',
  'NaN',
  '2147483648',
  '0x10',
  '1e-7',
]

/** Changes as files and lines suffer them: bytes, cuts, repeats, pieces of the language, parts of another input. */
function byteChange(words: readonly string[], all: readonly Buffer[]) {
  const pieces = [...nasty, ...numbers, ...words, ...words]
  return (input: Buffer, random: Random): Buffer => {
    const place = () => random.below(input.length + 1)
    const at = place()
    switch (random.below(7)) {
      case 0:
        return input.subarray(0, at)
      case 1: {
        const copy = Buffer.from(input)
        for (let n = 1 + random.below(4); n > 0 && copy.length > 0; n--)
          copy[random.below(copy.length)] = random.below(256)
        return copy
      }
      case 2: {
        const to = Math.min(input.length, at + 1 + random.below(16))
        return Buffer.concat([input.subarray(0, at), input.subarray(to)])
      }
      case 3: {
        const to = Math.min(input.length, at + 1 + random.below(40))
        const part = input.subarray(at, to)
        const times = 1 + random.below(random.next() < 0.1 ? 300 : 4)
        return Buffer.concat([
          input.subarray(0, at),
          ...Array.from({ length: times }, () => part),
          input.subarray(at),
        ])
      }
      case 4: {
        const other = all[random.below(all.length)] ?? input
        return Buffer.concat([input.subarray(0, at), other.subarray(random.below(other.length + 1))])
      }
      default: {
        const piece = Buffer.from(pieces[random.below(pieces.length)] ?? '')
        const skip = random.next() < 0.5 ? piece.length : 0
        return Buffer.concat([
          input.subarray(0, at),
          piece,
          input.subarray(Math.min(input.length, at + skip)),
        ])
      }
    }
  }
}

/** What runs of some source files, asked after each input. */
async function openCoverage(modules: readonly string[]) {
  const session = await profiler()
  // What ran before is nobody's.
  await session.post('Profiler.takePreciseCoverage')
  /** Of each function, which of its characters ran, and how often it was called at most. */
  const seen = new Map<string, { ran: Uint8Array; calls: number }>()
  let reached = 0
  const look = (name: string, ranges: readonly Range[]): boolean => {
    const [whole, ...parts] = ranges
    if (!whole || whole.count === 0) return false
    const length = whole.endOffset - whole.startOffset
    const before = seen.get(name) ?? { ran: new Uint8Array(length), calls: 0 }
    seen.set(name, before)
    // Parts follow what they are in; what has no part of its own ran as often as what it is in.
    const now = new Uint8Array(length).fill(1)
    for (const { startOffset, endOffset, count } of parts)
      now.fill(count > 0 ? 1 : 0, startOffset - whole.startOffset, endOffset - whole.startOffset)
    let more = 0
    for (let i = 0; i < length; i++)
      if (now[i] === 1 && before.ran[i] === 0) {
        before.ran[i] = 1
        more++
      }
    reached += more
    const oftener = before.calls === 0 || whole.count >= 10 * before.calls
    if (oftener) before.calls = whole.count
    return more > 0 || oftener
  }
  return {
    /** Characters of the source files that ran so far, those of functions within functions twice. */
    get reached() {
      return reached
    },
    /** Whether the input before ran what none has, or called a function ten times as often. */
    isNews: async (): Promise<boolean> => {
      if (modules.length === 0) return false
      const { result } = await session.post('Profiler.takePreciseCoverage')
      let news = false
      for (const script of result)
        if (modules.some((part) => script.url.includes(part)))
          for (const { ranges } of script.functions)
            news =
              look(`${script.scriptId}:${ranges[0]?.startOffset}:${ranges[0]?.endOffset}`, ranges) || news
      return news
    },
  }
}

let profiling: Promise<Session> | null = null

/**
 * One for the process: V8 counts parts of those functions that are compiled while it counts. A function that ran before
 * the first fuzz in its process, or between two that each begin to count, is seen as a whole only.
 */
function profiler(): Promise<Session> {
  profiling ??= (async () => {
    const session = new Session()
    session.connect()
    await session.post('Profiler.enable')
    await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
    return session
  })()
  return profiling
}

/** Ends the counting, which slows all that runs in the process; call it after the last fuzz of a file. */
export async function endSteering(): Promise<void> {
  const session = await profiling
  profiling = null
  await session?.post('Profiler.stopPreciseCoverage')
  session?.disconnect()
}

interface Range {
  startOffset: number
  endOffset: number
  count: number
}
