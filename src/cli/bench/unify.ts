import { clusterQuality } from '@liangti/models'
import { findAlikeApart, readRecords, rulesOf, simulateRules } from '../../customer/index.ts'
import { noTask } from '../../kit/progress.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { App } from '../../server/compose.ts'
import type { Bench, Figure } from './bench.ts'
import { importExports, type Unified } from './population-exports.ts'
import { benchWorkspace } from './workspace.ts'

const threshold = 0.9

/** Thirteen exports of one population become one, and the truth says how well: all rules, each left out, and likeness. */
export const unifyBench: Bench = {
  id: 'unify',
  summary: {
    en: 'precision and recall of unifying 13 exports of one population, and what each rule adds',
    zh: '合并同一人群的 13 份导出：准确率、查全率与各规则的作用',
  },
  async run({ withApp, scratch, scale, report }) {
    const people = Math.round(4_000 * scale)
    return withApp(async (app) => {
      const workspace = await benchWorkspace(app)
      const unified = await importExports(app, workspace, {
        dir: `${scratch}/exports`,
        people,
        seed: 20_261_122,
        report,
      })
      const { ledger } = app.stores
      const rules = await rulesOf(ledger, workspace)
      const on = rules.filter((rule) => rule.on)
      const figures = [figureOf('before anything', unified, new Map(), { people, ...sizes(unified) })]
      const withAll = await simulateRules(ledger, workspace, rules)
      for (const rule of on) {
        const without = on.filter((one) => one.kind !== rule.kind)
        const { person } = await simulateRules(ledger, workspace, without)
        figures.push(figureOf(`all rules but ${rule.kind}`, unified, person))
      }
      const loose = rules.map((rule) => ({ ...rule, mostPeople: 20 }))
      figures.push(
        figureOf('all rules, limits of 20', unified, (await simulateRules(ledger, workspace, loose)).person),
      )
      report('stitching …')
      const { persons } = app.rooms.customer
      const stitched = await persons.stitch(workspace, { kind: 'system', id: 'bench' }, noTask)
      await persons.pump()
      const current = await persons.currentOf(workspace, unified.keys)
      for (const key of unified.keys)
        if (current.get(key) !== (withAll.person.get(key) ?? key))
          throw new Error('The preview of the rules and the rules themselves disagree.')
      figures.push(figureOf('all rules', unified, current, { ...stitched }))
      report('comparing …')
      figures.push(...(await likeness(app, workspace, unified, current)))
      return figures
    })
  },
}

/** What likeness proposes on top of the rules: if each proposal were accepted, and if only the true ones were. */
async function likeness(
  app: App,
  workspace: Workspace,
  unified: Unified,
  current: ReadonlyMap<number, number>,
) {
  const vault = await app.stores.vault(workspace.id)
  const records = await readRecords(app.stores.ledger, vault, workspace.id, noTask)
  const { columns, person } = records
  const found = await findAlikeApart({ columns, person, threshold, lesson: null, seed: 1 }, noTask.signal)
  const entityOf = new Map(unified.keys.map((key, i) => [key, unified.entities[i]]))
  const pairs = found.pairs.map(
    ({ left, right }) => [records.keys[left] ?? 0, records.keys[right] ?? 0] as const,
  )
  const right = pairs.filter(([one, other]) => entityOf.get(one) === entityOf.get(other))
  const detail = { proposals: pairs.length, proposalsRight: right.length, candidates: found.candidates }
  return [
    figureOf('rules and every proposal accepted', unified, joined(current, pairs), detail),
    figureOf('rules and the right proposals accepted', unified, joined(current, right)),
  ]
}

function joined(current: ReadonlyMap<number, number>, pairs: readonly (readonly [number, number])[]) {
  const parents = new Map<number, number>()
  const root = (key: number): number => {
    const up = parents.get(key)
    return up === undefined ? key : root(up)
  }
  for (const [one, other] of pairs) {
    const [a, b] = [root(current.get(one) ?? one), root(current.get(other) ?? other)]
    if (a !== b) parents.set(Math.max(a, b), Math.min(a, b))
  }
  return new Map([...current].map(([key, person]) => [key, root(person)]))
}

const sizes = ({ keys, imported, rejected }: Unified) => ({ records: keys.length, imported, rejected })

/** Pairwise F1 of the clusters, with precision and recall, and B-cubed beside. */
export function figureOf(
  name: string,
  { keys, entities }: Unified,
  person: ReadonlyMap<number, number>,
  detail: Record<string, number> = {},
): Figure {
  const numbers = new Map<number, number>()
  const clusters = Uint32Array.from(keys, (key) => {
    const own = person.get(key) ?? key
    const number = numbers.get(own) ?? numbers.size
    numbers.set(own, number)
    return number
  })
  const { precision, recall, f1 } = clusterQuality(entities, clusters)
  const cubed = bCubed(entities, clusters)
  const shown = Object.fromEntries(
    Object.entries({ precision, recall, ...cubed }).map(([key, value]) => [
      key,
      Math.round(value * 1e4) / 1e4,
    ]),
  )
  return {
    name: `pairwise F1, ${name}`,
    value: Math.round(f1 * 1e4) / 1e4,
    unit: '',
    budget: null,
    detail: { ...shown, clusters: numbers.size, ...detail },
  }
}

/** Bagga & Baldwin (1998): of each record the share of its cluster that is its person, and of its person that is in it. */
function bCubed(entities: Uint32Array, clusters: Uint32Array) {
  const [ofEntity, ofCluster, ofBoth] = [
    new Map<number, number>(),
    new Map<number, number>(),
    new Map<string, number>(),
  ]
  const add = <K>(counts: Map<K, number>, key: K) => counts.set(key, (counts.get(key) ?? 0) + 1)
  entities.forEach((entity, i) => {
    const cluster = clusters[i] as number
    add(ofEntity, entity)
    add(ofCluster, cluster)
    add(ofBoth, `${entity} ${cluster}`)
  })
  let [precision, recall] = [0, 0]
  entities.forEach((entity, i) => {
    const cluster = clusters[i] as number
    const both = ofBoth.get(`${entity} ${cluster}`) ?? 0
    precision += both / (ofCluster.get(cluster) ?? 1) / entities.length
    recall += both / (ofEntity.get(entity) ?? 1) / entities.length
  })
  return {
    bCubedPrecision: precision,
    bCubedRecall: recall,
    bCubedF1: (2 * precision * recall) / (precision + recall),
  }
}
