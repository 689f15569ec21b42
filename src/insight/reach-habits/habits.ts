import {
  type BetaPrior,
  betaBinomialPrior,
  busiestBlock,
  fitWeekRhythm,
  hourChances,
  shrunkRate,
  type WeekRhythm,
} from '@liangti/models'
import { z } from 'zod'
import { consentAnswers, keysOf, peopleByZone } from '../../customer/index.ts'
import { createBinder, sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { int64 } from '../../stores/warehouse/index.ts'
import type { InsightDeps } from '../deps.ts'
import type { customerReachHabits } from './api.ts'
import { bestMoment, comingHours, type HourWindow } from './best-moment.ts'
import { actsSelect, answersSelect, sampleOf, usableFacts } from './facts.ts'

type Deps = Pick<InsightDeps, 'ledger' | 'warehouse'>
export type ReachHabitsView = z.output<typeof customerReachHabits.response>

/** How everybody answers, by channel, and when; what single people are compared with. */
export interface EverybodysHabits {
  computedAt: Date
  channels: ReadonlyMap<string, { prior: BetaPrior; people: number; asked: number; answered: number }>
  rhythm: WeekRhythm | null
}

/** When and by which channel people answer. */
export interface ReachHabits {
  ofCustomer(workspace: Workspace, personKey: number): Promise<ReachHabitsView>
  /**
   * The moment each of these is most likely to act within the window and the coming days, by their own clock; who refused
   * to be selected personally, and who never acted, gets that of everybody. Everybody asked about is in the answer.
   */
  bestMoments(
    workspace: Workspace,
    personKeys: readonly number[],
    window: HourWindow,
  ): Promise<Map<number, Date>>
}

/** A thousand rows a person would be no sample: the fit needs people, not all of them. */
const mostFitted = 3_000
const keptMs = 3_600_000
const mostWorkspaces = 100

export function createReachHabits(deps: Deps): ReachHabits {
  const kept = new Map<string, EverybodysHabits>()
  const everybody = async (workspace: Workspace): Promise<EverybodysHabits> => {
    const key = `${workspace.id} ${workspace.timeZone}`
    const found = kept.get(key)
    const age = workspace.clock.now().getTime() - (found?.computedAt.getTime() ?? 0)
    if (found && age >= 0 && age < keptMs) return found
    const value = await everybodysHabits(deps, workspace)
    if (kept.size >= mostWorkspaces) kept.clear()
    kept.set(key, value)
    return value
  }
  return {
    ofCustomer: async (workspace, personKey) =>
      ofCustomer(deps, workspace, personKey, await everybody(workspace)),
    bestMoments: async (workspace, personKeys, window) => {
      const { rhythm } = await everybody(workspace)
      const now = workspace.clock.now()
      const moments = new Map<number, Date>()
      for (const [timeZone, keys] of await peopleByZone(deps, workspace, personKeys)) {
        const coming = comingHours(now, timeZone, window)
        const own =
          rhythm === null ? null : await actsOf(deps, workspace, keys, { refusers: false, timeZone })
        for (const key of keys) {
          const acts = own?.get(key) ?? []
          const chances =
            rhythm === null ? null : acts.length === 0 ? rhythm.share : hourChances(rhythm, acts)
          moments.set(key, bestMoment(coming, chances, now, key))
        }
      }
      return moments
    },
  }
}

const countRow = z.object({
  channel: z.string(),
  asked: z.int(),
  answered: z.int(),
  people: int64(),
})
const hoursRow = z.object({ person: int64(), hours: z.array(z.int()) })

/** Channels over which no answer comes back to us: that nobody answered there says nothing of anybody. */
const unheard = ['wecom'] as const

async function everybodysHabits(deps: Deps, workspace: Workspace): Promise<EverybodysHabits> {
  const { warehouse } = deps
  const computedAt = workspace.clock.now()
  const [usable, oneOf] = await Promise.all([usableFacts(deps, workspace.id), sampleOf(warehouse, workspace)])
  const bind = createBinder('habit_')
  const counts = usable.touches
    ? await warehouse.rows(
        sql`SELECT channel, asked, answered, count() AS people
          FROM (${answersSelect(bind, workspace, { oneOf })})
          WHERE NOT has(${bind('Array(String)', [...unheard])}, channel) GROUP BY channel, asked, answered`,
        countRow,
        { pool: 'long' },
      )
    : []
  const other = createBinder('acts_')
  const acts = await actsSelect(deps, other, workspace, {
    ...{ whose: { oneOf }, usable, refusers: true, timeZone: workspace.timeZone },
  })
  const fitted = await warehouse.rows(
    sql`SELECT person, hours FROM (${acts}) ORDER BY sipHash64(person), person LIMIT ${other('UInt32', mostFitted)}`,
    hoursRow,
    { pool: 'long' },
  )
  const channels = new Map<string, z.output<typeof countRow>[]>()
  for (const row of counts) channels.set(row.channel, [...(channels.get(row.channel) ?? []), row])
  return {
    computedAt,
    channels: new Map(
      [...channels].flatMap(([channel, rows]) => {
        const prior = betaBinomialPrior(
          rows.map(({ asked, answered, people }) => ({ trials: asked, successes: answered, people })),
        )
        const sum = (of: (row: z.output<typeof countRow>) => number) =>
          rows.reduce((n, row) => n + of(row), 0)
        return prior === null
          ? []
          : [
              [
                channel,
                {
                  prior,
                  people: sum(({ people }) => people),
                  asked: sum(({ asked, people }) => asked * people),
                  answered: sum(({ answered, people }) => answered * people),
                },
              ] as const,
            ]
      }),
    ),
    rhythm: fitWeekRhythm(await byOwnClock(deps, workspace, fitted)),
  }
}

/** The same people's hours of the week, each by the clock they live by. */
async function byOwnClock(
  deps: Deps,
  workspace: Workspace,
  fitted: readonly z.output<typeof hoursRow>[],
): Promise<number[][]> {
  const hours = new Map(fitted.map(({ person, hours }) => [person, hours]))
  for (const [timeZone, keys] of await peopleByZone(deps, workspace, [...hours.keys()])) {
    if (timeZone === workspace.timeZone) continue
    for (const [key, own] of await actsOf(deps, workspace, keys, { refusers: true, timeZone }))
      hours.set(key, own)
  }
  return [...hours.values()]
}

/** Hours of the week of these people's own acts; who has none is missing. */
async function actsOf(
  deps: Deps,
  workspace: Workspace,
  keys: readonly number[],
  { refusers, timeZone }: { refusers: boolean; timeZone: string },
): Promise<Map<number, number[]>> {
  if (keys.length === 0) return new Map()
  const bind = createBinder('own_')
  const usable = await usableFacts(deps, workspace.id)
  const acts = await actsSelect(deps, bind, workspace, { whose: { keys }, usable, refusers, timeZone })
  const rows = await deps.warehouse.rows(acts, hoursRow)
  return new Map(rows.map(({ person, hours }) => [person, hours]))
}

async function ofCustomer(
  deps: Deps,
  workspace: Workspace,
  personKey: number,
  everybody: EverybodysHabits,
): Promise<ReachHabitsView> {
  const bind = createBinder('one_')
  const [usable, zones] = await Promise.all([
    usableFacts(deps, workspace.id),
    peopleByZone(deps, workspace, [personKey]),
  ])
  const [timeZone = workspace.timeZone] = zones.keys()
  const [rows, acts, members, profiling] = await Promise.all([
    usable.touches
      ? deps.warehouse.rows(
          answersSelect(bind, workspace, { keys: [personKey] }),
          z.object({ person: int64(), channel: z.string(), asked: z.int(), answered: z.int() }),
        )
      : [],
    actsOf(deps, workspace, [personKey], { refusers: true, timeZone }),
    keysOf(deps.ledger.db, [personKey]),
    consentAnswers(deps.ledger, workspace, [personKey], { purpose: 'profiling', channel: '*' }),
  ])
  const own = new Map(rows.map((row) => [row.channel, row]))
  const hours = acts.get(personKey) ?? []
  const rhythm = everybody.rhythm
  const channels = [...everybody.channels]
    .filter(([channel]) => own.has(channel))
    .map(([channel, { prior, people }]) => {
      const { asked = 0, answered = 0 } = own.get(channel) ?? {}
      return {
        ...{ channel, asked, answered, rate: shrunkRate(prior, answered, asked), people },
        everybody: prior.alpha / (prior.alpha + prior.beta),
      }
    })
    .sort((a, b) => b.rate.estimate - a.rate.estimate)
  return {
    computedAt: everybody.computedAt.toISOString(),
    timeZone,
    records: members.get(personKey)?.length ?? 1,
    isUsed: profiling.get(personKey)?.allowed === true,
    channels,
    preferred: preferredOf(channels),
    acts: hours.length,
    own: countsOf(hours),
    likely: rhythm === null ? null : [...hourChances(rhythm, hours)],
    usual: busiestBlock(hours),
  }
}

/** Said where the lowest the best may well be is above what the next is thought to be; a single channel is no preference. */
function preferredOf(channels: ReachHabitsView['channels']): string | null {
  const [best, next] = channels
  return best && next && best.rate.lo > next.rate.estimate ? best.channel : null
}

function countsOf(hours: readonly number[]): number[] {
  const counts = Array<number>(168).fill(0)
  for (const hour of hours) counts[hour] = (counts[hour] ?? 0) + 1
  return counts
}
