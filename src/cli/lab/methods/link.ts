import { type Linkage, linkRecords, seededRandom } from '@liangti/models'
import { labErrors } from '../errors.ts'
import type { LabMethod, LabResult, LabRun } from '../method.ts'
import { comparedFields } from './link/comparisons.ts'
import {
  type Clustering,
  clusterings,
  clusterSizes,
  clustersOf,
  cut,
  type Figures,
  figuresOfClusters,
  figuresOfPairs,
} from './link/judge.ts'
import { linkOptions } from './link/options.ts'
import { type LinkRecords, readRecords } from './link/read.ts'
import {
  clustersCsv,
  levelsChart,
  levelsTable,
  pairsCsv,
  parametersOf,
  surestTable,
  thresholdChart,
} from './link/report.ts'
import { blockingRules, type RuleParts, ruleParts } from './link/rules.ts'
import { entitiesOf, patternOf } from './link/truth.ts'

/** Where precision and recall are shown beside the caller's threshold. */
const shownThresholds = [0.01, 0.1, 0.5, 0.8, 0.9, 0.95, 0.99, 0.999, 0.9999]

export const link: LabMethod = {
  name: 'link',
  en: 'Find the records that are the same person, in one file or across two, without labels',
  zh: '找出同一个人的多条记录（单个文件内或两个文件间），无需标注',
  files: { least: 1, most: 2 },
  options: linkOptions,
  run: runLink,
}

async function runLink(lab: LabRun): Promise<LabResult> {
  const { options, files, task } = lab
  const id = options.required('id', 'the column that names a record.')
  const fields = comparedFields(options)
  const rules = ruleParts(options, lab.file().columns)
  const pattern = patternOf(options.text('truth-pattern'))
  const truth = options.text('truth') ?? (pattern ? id : undefined)
  const threshold = options.number('threshold', 'a number between 0 and 1', (n) => n > 0 && n < 1)
  const clustering: Clustering = options.has('cluster')
    ? options.choice('cluster', clusterings)
    : files.length > 1
      ? 'one-to-one'
      : 'none'
  const columns = [id, ...fields.map(({ name }) => name), ...rules.flat().map(({ column }) => column)]
  const records = await readRecords(files, [...new Set(truth === undefined ? columns : [...columns, truth])])
  const entities = truth === undefined ? null : entitiesOf(records, truth, pattern)
  task.report({ phase: 'comparing records', done: 0, total: null, unit: 'pairs' })
  const start = lab.seconds()
  const linkage = linked(lab, records, fields, rules, entities ? Math.min(threshold, 0.01) : threshold)
  const seconds = lab.seconds() - start
  task.signal.throwIfAborted()
  const matches = cut(linkage.matches, threshold)
  const clusters = clustersOf(records.records, matches, clustering, records.sources, options)
  const ids = records.column(id)
  const [pairsFile, clustersFile] = [options.text('pairs'), options.text('clusters')]
  if (pairsFile !== undefined) lab.write(pairsFile, pairsCsv(matches, ids))
  if (clustersFile !== undefined) lab.write(clustersFile, clustersCsv(clusters, ids, records.sources))
  const byThreshold = entities
    ? shownThresholds.map((at) => ({
        threshold: at,
        ...figuresOfPairs(entities, cut(linkage.matches, at), records.sources),
      }))
    : []
  const judged = entities && {
    pairs: figuresOfPairs(entities, matches, records.sources),
    clusters: figuresOfClusters(entities, clusters, records.sources),
  }
  const headline = judged && (clustering === 'none' ? judged.pairs : judged.clusters)
  const sizes = clusterSizes(clusters)
  return {
    json: {
      records: records.records,
      candidates: linkage.candidates,
      matches:
        headline?.matches ?? (clustering === 'none' ? matches.left.length : pairsIn(clusters, records)),
      ...(headline ? { precision: headline.precision, recall: headline.recall, f1: headline.f1 } : {}),
      threshold,
      clustering,
      pairs: judged?.pairs ?? { matches: matches.left.length },
      clusters: { ...sizes, ...judged?.clusters },
      parameters: parametersOf(linkage),
      ...(entities ? { byThreshold } : {}),
      dropped: linkage.dropped,
      linkSeconds: seconds,
    },
    tables: [
      summaryTable(
        records,
        linkage,
        judged?.pairs ?? null,
        judged?.clusters ?? null,
        matches.left.length,
        sizes,
        seconds,
      ),
      levelsTable(linkage),
      ...droppedTable(linkage),
      ...(entities ? [thresholdTable(byThreshold)] : []),
      surestTable(matches, ids),
    ],
    charts: [levelsChart(linkage), ...(entities ? [thresholdChart(byThreshold)] : [])],
  }
}

/** Pairs the clusters stand for, where there is no truth to judge them by. */
function pairsIn(clusters: Uint32Array, records: LinkRecords): number {
  return figuresOfClusters(clusters, clusters, records.sources).matches
}

function linked(
  { options }: LabRun,
  records: LinkRecords,
  fields: ReturnType<typeof comparedFields>,
  rules: readonly RuleParts[],
  threshold: number,
): Linkage {
  const rarity = options.list('term-frequency')
  const stranger = rarity.find((name) => name !== 'none' && !fields.some((field) => field.name === name))
  if (stranger !== undefined)
    throw labErrors.badOption({
      option: 'term-frequency',
      value: stranger,
      wanted: 'among --fields, or none',
    })
  const isRare = (name: string, fuzzy: boolean) => (rarity.length === 0 ? fuzzy : rarity.includes(name))
  return linkRecords(
    fields.map(({ name, comparison, fuzzy }) => ({
      ...records.column(name),
      comparison,
      termFrequency: isRare(name, fuzzy),
    })),
    blockingRules(rules, records),
    {
      random: seededRandom(options.integer('seed', 0, 0xffffffff)),
      ...(records.sources ? { sources: records.sources } : {}),
      threshold,
      randomPairs: options.integer('random-pairs', 1, 1e9),
      largestBlock: options.integer('largest-block', 2),
      ...(options.has('prior')
        ? { prior: options.number('prior', 'a number between 0 and 1', (n) => n > 0 && n < 1) }
        : {}),
    },
  )
}

function summaryTable(
  records: LinkRecords,
  linkage: Linkage,
  pairs: Figures | null,
  clusters: Figures | null,
  matches: number,
  sizes: ReturnType<typeof clusterSizes>,
  seconds: number,
) {
  const finite = (value: number | undefined) =>
    value === undefined || !Number.isFinite(value) ? null : value
  const row = (name: string, count: number | null, of: Figures | null) =>
    [name, count, finite(of?.precision), finite(of?.recall), finite(of?.f1)] as const
  return {
    title: `${records.records.toLocaleString('en-US')} records, ${linkage.candidates.toLocaleString('en-US')} pairs compared in ${seconds.toFixed(1)} s`,
    columns: ['result', 'count', 'precision', 'recall', 'F1'],
    rows: [
      row('matched pairs', matches, pairs),
      row(
        `pairs in clusters (${sizes.clusters} clusters, the largest ${sizes.largest})`,
        clusters?.matches ?? null,
        clusters,
      ),
    ],
  }
}

function droppedTable({ dropped }: Linkage) {
  if (dropped.length === 0) return []
  return [
    {
      title: 'Passed over: values shared by too many records (--largest-block)',
      columns: ['rule', 'values', 'records', 'largest'],
      rows: dropped.map(({ rule, blocks, records, largest }) => [rule, blocks, records, largest]),
    },
  ]
}

function thresholdTable(rows: readonly (Figures & { threshold: number })[]) {
  return {
    title: 'By threshold',
    columns: ['threshold', 'matches', 'precision', 'recall', 'F1'],
    rows: rows.map(({ threshold, matches, precision, recall, f1 }) => [
      threshold,
      matches,
      Number.isFinite(precision) ? precision : null,
      recall,
      f1,
    ]),
  }
}
