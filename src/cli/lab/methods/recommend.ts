import {
  evaluateRanking,
  fitAls,
  fitEase,
  fitItemKnn,
  fitPopularity,
  type Interactions,
  type RankingMetrics,
  type Recommender,
  seededRandom,
} from '@liangti/models'
import type { LabMethod } from '../method.ts'
import type { LabOptions } from '../options.ts'
import { readInteractions } from './recommend/split.ts'

const models = ['popularity', 'itemknn', 'ease', 'als'] as const

export const recommend: LabMethod = {
  name: 'recommend',
  en: 'Recommenders judged by ranking all items for what was held out, beside popularity',
  zh: '推荐模型评测：对全部商品排序，并与热门榜对照',
  files: { least: 1, most: 1 },
  options: [
    { flags: '--user <column>', en: 'who', zh: '用户列' },
    {
      flags: '--item <column>',
      en: 'what; where scores tie the lower id comes first',
      zh: '商品列；得分相同时编号小的在前',
    },
    { flags: '--rating <column>', en: 'how much it was liked', zh: '评分列' },
    {
      flags: '--min-rating <n>',
      en: 'only rows rated at least so high count; all by default',
      zh: '只计评分不低于此值的行，默认全部计入',
    },
    { flags: '--time <column>', en: 'when; needed by --split last', zh: '时间列；--split last 时必填' },
    { flags: '--model <name>', en: models.join(', '), zh: models.join('、'), default: 'ease' },
    {
      flags: '--split <how>',
      en: 'mod:5 (of the rows that count, numbered from 0 in the order of the file, those that leave --fold when divided by 5 are held out), last (the last item of everybody who has several), or column:NAME (holding train and test)',
      zh: 'mod:5（把计入的行按文件顺序从 0 编号，除以 5 余数等于 --fold 的行留作测试）、last（每人最后一件，只有一件者不留）或 column:列名（值为 train 与 test）',
      default: 'mod:5',
    },
    { flags: '--fold <n>', en: 'which remainder is held out', zh: '留作测试的余数', default: '0' },
    {
      flags: '--neighbours <n>',
      en: 'itemknn: neighbours of an item',
      zh: 'itemknn：每个商品的近邻数',
      default: '100',
    },
    {
      flags: '--shrinkage <n>',
      en: 'itemknn: how much rare pairs are held back',
      zh: 'itemknn：对少见组合的收缩',
      default: '10',
    },
    { flags: '--lambda <n>', en: 'ease: ridge penalty', zh: 'ease：岭惩罚', default: '300' },
    { flags: '--factors <n>', en: 'als: length of a factor', zh: 'als：因子维数', default: '64' },
    {
      flags: '--reg <n>',
      en: 'als: penalty, multiplied for each person and item by how much is known of it: reg · (entries + alpha0 · all)',
      zh: 'als：正则系数，按各人、各商品的已知量放大：reg ×（条目数 + alpha0 × 总数）',
      default: '0.01',
    },
    {
      flags: '--alpha0 <n>',
      en: 'als: weight of a pair that is not there',
      zh: 'als：未出现组合的权重',
      default: '0.1',
    },
    { flags: '--epochs <n>', en: 'als: rounds', zh: 'als：迭代轮数', default: '16' },
    { flags: '--seed <n>', en: 'als: seed of all chance', zh: 'als：随机种子', default: '1' },
  ],
  async run({ options, file, task, seconds }) {
    const model = options.choice('model', models)
    const train = fitterOf(model, options)
    const data = await readInteractions(options, file())
    task.signal.throwIfAborted()
    task.report({ phase: `fitting ${model}`, done: 0, total: null, unit: 'rows' })
    const started = seconds()
    const fitted = train(data.history)
    const fitSeconds = seconds() - started
    task.report({ phase: 'ranking', done: 0, total: null, unit: 'rows' })
    const metrics = evaluateRanking(fitted, data.history, data.wanted)
    const baseline =
      model === 'popularity'
        ? metrics
        : evaluateRanking(fitPopularity(data.history), data.history, data.wanted)
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
      ],
      charts: [metricsChart(model, metrics, baseline)],
    }
  },
}

function fitterOf(
  model: (typeof models)[number],
  options: LabOptions,
): (history: Interactions) => Recommender {
  const positive = (name: string) => options.number(name, 'a number above 0', (value) => value > 0)
  switch (model) {
    case 'popularity':
      return fitPopularity
    case 'itemknn': {
      const neighbours = options.integer('neighbours', 1)
      const shrinkage = options.number('shrinkage', 'a number of at least 0', (value) => value >= 0)
      return (history) => fitItemKnn(history, { neighbours, shrinkage })
    }
    case 'ease': {
      const lambda = positive('lambda')
      return (history) => fitEase(history, { lambda })
    }
    case 'als': {
      const [factors, epochs] = [options.integer('factors', 1, 1_024), options.integer('epochs', 1, 10_000)]
      const [reg, alpha0] = [positive('reg'), positive('alpha0')]
      const random = seededRandom(options.integer('seed', 0, 0xffffffff))
      return (history) => fitAls(history, { random, factors, epochs, reg, alpha0 })
    }
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
