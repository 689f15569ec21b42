import { type Companion, evaluateRanking, fitPopularity, type RankingMetrics } from '@liangti/models'
import type { LabMethod, ResultTable } from '../method.ts'
import { recommendFit } from './recommend/models.ts'
import { models, recommendOptions } from './recommend/options.ts'
import { readInteractions } from './recommend/split.ts'

export const recommend: LabMethod = {
  name: 'recommend',
  en: 'Recommenders judged by ranking all items for what was held out, beside popularity',
  zh: '推荐模型评测：对全部商品排序，并与热门榜对照',
  files: { least: 1, most: 1 },
  options: recommendOptions,
  async run({ options, file, task, seconds }) {
    const model = options.choice('model', models)
    const train = recommendFit(model, options)
    const data = await readInteractions(options, file())
    task.signal.throwIfAborted()
    task.report({ phase: `fitting ${model}`, done: 0, total: null, unit: 'rows' })
    const started = seconds()
    const fitted = train(data)
    const fitSeconds = seconds() - started
    task.report({ phase: 'ranking', done: 0, total: null, unit: 'rows' })
    const metrics = evaluateRanking(fitted.model, fitted.history, data.wanted)
    const baseline =
      model === 'popularity'
        ? metrics
        : evaluateRanking(fitPopularity(data.history), data.history, data.wanted)
    const pairs = surestPairs(fitted.companions ?? [], data.itemNames)
    return {
      json: {
        model,
        train: data.kept - data.held,
        test: data.held,
        users: metrics.users,
        metrics: measuresOf(metrics),
        fitSeconds,
        items: data.itemNames.length,
        itemsTrained: new Set(data.history.columns).size,
        strangers: metrics.strangers,
        itemsShown10: metrics.itemsShown10,
        baseline: { model: 'popularity', metrics: measuresOf(baseline), itemsShown10: baseline.itemsShown10 },
        split: data.said,
        ...(fitted.companions ? { companions: pairs } : {}),
      },
      tables: [
        {
          title: `${count(data.kept - data.held)} rows to learn from, ${count(data.held)} held out (${data.said}); ${count(metrics.users)} people, ${count(data.itemNames.length)} items; fitted in ${fitSeconds.toFixed(2)} s`,
          columns: ['model', 'recall@20', 'NDCG@100', 'hit rate@10', 'NDCG@10', 'items shown'],
          rows: [
            rowOf(model, metrics),
            ...(model === 'popularity' ? [] : [rowOf('popularity (baseline)', baseline)]),
          ],
        },
        ...(fitted.companions ? [pairTable(pairs)] : []),
      ],
      charts: [metricsChart(model, metrics, baseline)],
    }
  },
}

/** The pairs one can be surest of, each told from the item whose buyers take the other more often. */
function surestPairs(companions: readonly Companion[][], names: readonly string[]) {
  const seen = new Map<string, { item: string; with: string } & Omit<Companion, 'item'>>()
  companions.forEach((list, item) => {
    for (const { item: other, ...figures } of list) {
      const key = item < other ? `${item} ${other}` : `${other} ${item}`
      const known = seen.get(key)
      if (known === undefined || figures.confidence > known.confidence)
        seen.set(key, { item: names[item] ?? '', with: names[other] ?? '', ...figures })
    }
  })
  return [...seen.values()].sort((a, b) => b.evidence - a.evidence).slice(0, 20)
}

function pairTable(pairs: ReturnType<typeof surestPairs>): ResultTable {
  return {
    title: 'Bought together more often than chance has it, the surest first',
    columns: ['item', 'with it', 'baskets', 'confidence', 'lift', 'evidence (G²)'],
    rows: pairs.map((p) => [p.item, p.with, p.count, p.confidence, p.lift, p.evidence]),
  }
}

function measuresOf({ recall20, ndcg100, hr10, ndcg10 }: RankingMetrics) {
  return { recall20, ndcg100, hr10, ndcg10 }
}

function rowOf(name: string, m: RankingMetrics): (string | number)[] {
  return [name, m.recall20, m.ndcg100, m.hr10, m.ndcg10, m.itemsShown10]
}

function count(value: number): string {
  return value.toLocaleString('en-US')
}

function metricsChart(model: string, metrics: RankingMetrics, baseline: RankingMetrics) {
  const values = (m: RankingMetrics) => [m.recall20, m.ndcg100, m.hr10, m.ndcg10]
  const bar = (name: string, m: RankingMetrics) => ({
    type: 'bar',
    name,
    data: values(m),
    label: { show: true, position: 'top', formatter: (p: { value: number }) => p.value.toFixed(3) },
  })
  return {
    title: `${model} against popularity: what was held out and found`,
    option: {
      xAxis: { type: 'category', data: ['recall@20', 'NDCG@100', 'hit rate@10', 'NDCG@10'] },
      yAxis: { type: 'value', min: 0 },
      series:
        model === 'popularity' ? [bar(model, metrics)] : [bar(model, metrics), bar('popularity', baseline)],
    },
  }
}
