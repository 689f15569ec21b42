import fc from 'fast-check'
import { knowledgeFacets, meaningOf, type SaidWord, type Stance } from '../../../src/customer/index.ts'
import { addDays, dayOf, warehouseTime } from '../../../src/insight/days.ts'
import type { Warehouse } from '../../../src/stores/warehouse/index.ts'
import { insertRows } from './business.ts'

/** Topics of the catalogue; `gone` is in it no more. */
export const topicKinds = new Map<string, Stance>([
  ['tea', 'like'],
  ['nuts', 'avoid'],
])
export const topics = [...topicKinds.keys(), 'gone']

/** A word as somebody noted it, or as a file told it. */
export interface PlantedWord {
  topic: string
  at: Date
  /** null: told by a file. */
  stance: Stance | 'none' | null
  told: string
  strength: number
  /** How many days before it was noted it was said. */
  earlier: number
  /** How many days after the moment it holds; null: until something else is said. */
  holds: number | null
}

export function plantedWords(at: fc.Arbitrary<Date>): fc.Arbitrary<PlantedWord[]> {
  return fc.array(
    fc.record({
      topic: fc.constantFrom(...topics),
      at,
      stance: fc.constantFrom(
        'need' as const,
        'like' as const,
        'avoid' as const,
        'none' as const,
        null,
        null,
      ),
      told: fc.constantFrom('yes', ' 是', 'NO', 'like', 'Need', '不要', 'perhaps', '1'),
      strength: fc.integer({ min: 0, max: 3 }),
      earlier: fc.constantFrom(0, 0, 1, 30),
      holds: fc.constantFrom(null, null, -1, 0, 1, 40),
    }),
    { maxLength: 4 },
  )
}

const needId = (person: number, n: number) =>
  `0192f000-0000-7000-8${String(n).padStart(3, '0')}-${String(person).padStart(12, '0')}`
const noImport = '00000000-0000-0000-0000-000000000000'

/** What the evaluators know of the words of a person. */
export function saidBy(
  words: readonly PlantedWord[],
  person: number,
  moment: Date,
  timeZone: string,
): SaidWord[] {
  return words.flatMap((word, n): SaidWord[] => {
    const common = { topic: word.topic, notedMs: word.at.getTime() }
    const noted = dayOf(word.at, timeZone)
    if (word.stance !== null)
      return [
        {
          ...common,
          ...{ stance: word.stance, strength: word.strength, byHand: true, id: needId(person, n) },
          saidOn: addDays(noted, -word.earlier),
          validUntil: word.holds === null ? null : addDays(dayOf(moment, timeZone), word.holds),
        },
      ]
    const kind = topicKinds.get(word.topic)
    const stance = kind ? meaningOf(JSON.stringify(word.told), kind) : null
    return stance === null
      ? []
      : [
          {
            ...common,
            ...{ stance, strength: 0, byHand: false, id: `${needId(person, n)}${noImport}` },
            ...{ saidOn: noted, validUntil: null },
          },
        ]
  })
}

/** How far each side is known: some of before the last sides there are, some of nobody. */
export const plantedShares = fc.option(
  fc
    .array(fc.constantFrom(0, 0.25, 0.5, 0.75, 1), { minLength: 8, maxLength: knowledgeFacets.length })
    .map((shares) => shares),
  { nil: undefined, freq: 4 },
)

/** Plants shares; an older reckoning must not be seen. */
export async function loadShares(
  warehouse: Warehouse,
  workspaceId: number,
  people: readonly { personKey: number; shares?: readonly number[] | undefined }[],
): Promise<void> {
  const rows = people.flatMap(({ personKey, shares }) =>
    shares === undefined ? [] : [{ workspace_id: workspaceId, person_key: personKey, shares }],
  )
  await insertRows(
    warehouse,
    'knowledge_shares',
    rows.flatMap((row) => [
      { ...row, computed_at: '2026-01-02 00:00:00' },
      { ...row, shares: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1], computed_at: '2026-01-01 00:00:00' },
    ]),
  )
}

/** Plants the words where the ledger's pump and imports would have put them. */
export async function loadNeeds(
  warehouse: Warehouse,
  workspace: { id: number; timeZone: string },
  moment: Date,
  people: readonly { personKey: number; words?: readonly PlantedWord[] }[],
): Promise<void> {
  const all = people.flatMap(({ personKey, words }) =>
    (words ?? []).map((word, n) => ({ ...word, personKey, n, ws: workspace.id })),
  )
  await insertRows(
    warehouse,
    'person_needs',
    all.flatMap(({ stance, ws, personKey, n, topic, at, strength, earlier, holds }) => {
      if (stance === null) return []
      const saidOn = addDays(dayOf(at, workspace.timeZone), -earlier)
      const row = {
        ...{
          workspace_id: ws,
          person_key: personKey,
          need_id: needId(personKey, n),
          topic,
          stance,
          strength,
        },
        ...{ said_on: saidOn, noted_at: warehouseTime(at), is_live: 1, version: 2 },
        valid_until: holds === null ? '2149-06-06' : addDays(dayOf(moment, workspace.timeZone), holds),
      }
      return [
        row,
        // What was corrected or removed must not be seen.
        { ...row, stance: 'need', strength: 3, version: 1 },
        { ...row, need_id: needId(personKey, n + 50), stance: 'like', said_on: '2100-01-01', is_live: 0 },
      ]
    }),
  )
  await insertRows(
    warehouse,
    'customer_sayings',
    all.flatMap(({ stance, ws, personKey, n, topic, at, told }) =>
      stance !== null
        ? []
        : [
            {
              ...{
                workspace_id: ws,
                person_key: personKey,
                source_id: needId(personKey, n),
                import_id: noImport,
              },
              said: { [`attributes.stated_${topic}`]: JSON.stringify(told), city: 'Berlin' },
              // Half of them said it at another moment than the rest.
              said_at: n % 2 ? { [`attributes.stated_${topic}`]: at.getTime() } : {},
              observed_at: n % 2 ? '2020-01-01 00:00:00' : warehouseTime(at),
              ...{ first_seen: '2020-01-01 00:00:00', reachable: [] },
            },
          ],
    ),
  )
}
