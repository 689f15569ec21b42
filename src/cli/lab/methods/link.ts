import { type Linkage, linkRecords, type MatchedPairs, seededRandom } from '@liangti/models'
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
import { type CodedColumn, type LinkRecords, readRecords } from './link/read.ts'
import {
  clustersCsv,
  doubtfulTable,
  levelsChart,
  levelsTable,
  pairsCsv,
  parametersOf,
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
  const settings = settingsOf(lab)
  const { id, fields, rules, truth, pattern, threshold } = settings
  const columns = [id, ...fields.map(({ name }) => name), ...rules.flat().map(({ column }) => column)]
  const records = await readRecords(lab.files, [
    ...new Set(truth === undefined ? columns : [...columns, truth]),
  ])
  const entities = truth === undefined ? null : entitiesOf(records, truth, pattern)
  lab.task.report({ phase: 'comparing records', done: 0, total: null, unit: 'pairs' })
  const start = lab.seconds()
  const linkage = linked(lab, records, fields, rules, entities ? Math.min(threshold, 0.01) : threshold)
  const seconds = lab.seconds() - start
  lab.task.signal.throwIfAborted()
  const matches = cut(linkage.matches, threshold)
  const clusters = clustersOf(records.records, matches, settings.clustering, records.sources, lab.options)
  writeFiles(lab, matches, clusters, records, records.column(id))
  const judged = entities && judge(entities, linkage, matches, clusters, records)
  const sizes = clusterSizes(clusters)
  const byPairs = settings.clustering === 'none'
  const headline = judged && (byPairs ? judged.pairs : judged.clusters)
  return {
    json: {
      records: records.records,
      candidates: linkage.candidates,
      ...(headline ?? { matches: byPairs ? matches.left.length : pairsIn(clusters, records) }),
      threshold,
      clustering: settings.clustering,
      pairs: judged?.pairs ?? { matches: matches.left.length },
      clusters: { ...sizes, ...judged?.clusters },
      parameters: parametersOf(linkage),
      ...(judged ? { byThreshold: judged.byThreshold } : {}),
      dropped: linkage.dropped,
      linkSeconds: seconds,
    },
    tables: [
      summaryTable(records, linkage, judged, matches.left.length, sizes, seconds),
      levelsTable(linkage),
      ...droppedTable(linkage),
      ...(judged ? [thresholdTable(judged.byThreshold)] : []),
      doubtfulTable(matches, records.column(id)),
    ],
    charts: [levelsChart(linkage), ...(judged ? [thresholdChart(judged.byThreshold)] : [])],
  }
}

function settingsOf({ options, files, file }: LabRun) {
  const id = options.required('id', 'the column that names a record.')
  const fields = comparedFields(options)
  const rules = ruleParts(options, file().columns)
  const pattern = patternOf(options.text('truth-pattern'))
  const clustering: Clustering = options.has('cluster')
    ? options.choice('cluster', clusterings)
    : files.length > 1
      ? 'one-to-one'
      : 'none'
  return {
    id,
    fields,
    rules,
    pattern,
    truth: options.text('truth') ?? (pattern ? id : undefined),
    threshold: options.number('threshold', 'a number between 0 and 1', (n) => n > 0 && n < 1),
    clustering,
  }
}

interface Judged {
  pairs: Figures
  clusters: Figures
  byThreshold: (Figures & { threshold: number })[]
}

function judge(
  entities: Uint32Array,
  linkage: Linkage,
  matches: MatchedPairs,
  clusters: Uint32Array,
  { sources }: LinkRecords,
): Judged {
  return {
    pairs: figuresOfPairs(entities, matches, sources),
    clusters: figuresOfClusters(entities, clusters, sources),
    byThreshold: shownThresholds.map((threshold) => ({
      threshold,
      ...figuresOfPairs(entities, cut(linkage.matches, threshold), sources),
    })),
  }
}

function writeFiles(
  lab: LabRun,
  matches: MatchedPairs,
  clusters: Uint32Array,
  { sources }: LinkRecords,
  ids: CodedColumn,
): void {
  const [pairsFile, clustersFile] = [lab.options.text('pairs'), lab.options.text('clusters')]
  if (pairsFile !== undefined) lab.write(pairsFile, pairsCsv(matches, ids))
  if (clustersFile !== undefined) lab.write(clustersFile, clustersCsv(clusters, ids, sources))
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
  judged: Judged | null,
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
      row('matched pairs', matches, judged?.pairs ?? null),
      row(
        `pairs in clusters (${sizes.clusters} clusters, the largest ${sizes.largest})`,
        judged?.clusters.matches ?? null,
        judged?.clusters ?? null,
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
