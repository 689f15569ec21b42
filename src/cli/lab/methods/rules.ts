import {
  type AssociationRules,
  associationRules,
  basketsOf,
  frequentItemsets,
  topRules,
} from '@liangti/models'
import type { LabMethod } from '../method.ts'

export const rules: LabMethod = {
  name: 'rules',
  en: 'What is bought together: frequent itemsets and rules with one consequent',
  zh: '购物篮分析：频繁项集与单后项关联规则',
  files: { least: 1, most: 1 },
  options: [
    {
      flags: '--basket <column>',
      en: 'rows with the same value are one basket',
      zh: '购物篮列，同值各行为一个篮子',
    },
    {
      flags: '--item <column>',
      en: 'what is in it; an item that comes twice in a basket counts once',
      zh: '商品列，同篮重复只计一次',
    },
    {
      flags: '--support <share>',
      en: 'least share of all baskets, above 0 to 1; an itemset must be in at least ⌈share · baskets⌉',
      zh: '最小支持度，大于 0 至 1；项集至少出现在 ⌈支持度 × 篮子数⌉ 个篮子中',
      default: '0.01',
    },
    {
      flags: '--confidence <share>',
      en: 'least confidence of a rule, 0 to 1; a rule without a condition counts where its item alone reaches it',
      zh: '最小置信度，0 至 1；商品本身占比达到该值时，无前项的规则也计入',
      default: '0.5',
    },
    { flags: '--max-length <n>', en: 'longest itemset; no limit by default', zh: '项集最大长度，默认不限' },
    { flags: '--top <n>', en: 'rules shown, by lift', zh: '按提升度列出的规则数', default: '20' },
  ],
  async run({ options, file, task, seconds }) {
    const names = {
      basket: options.required('basket', 'the column that says which rows are one basket.'),
      item: options.required('item', 'the column that says what is in the basket.'),
    }
    const above0 = (value: number) => value > 0 && value <= 1
    const support = options.number('support', 'a share above 0 and at most 1', above0)
    const confidence = options.number('confidence', 'a share from 0 to 1', (v) => v >= 0 && v <= 1)
    const top = options.integer('top', 0, 100_000)
    const maxLength = options.has('max-length') ? options.integer('max-length', 1) : undefined
    const table = await file().read({ [names.basket]: 'text', [names.item]: 'text' })
    task.signal.throwIfAborted()
    const basket = table.allText(names.basket)
    const item = table.allText(names.item)
    const started = seconds()
    const baskets = basketsOf(basket.levels.length, item.levels.length, basket.codes, item.codes)
    const itemsets = frequentItemsets(baskets, {
      support,
      ...(maxLength === undefined ? {} : { maxLength }),
    })
    const found = associationRules(itemsets, confidence)
    const mineSeconds = seconds() - started
    const named = topRules(itemsets, found, top).map((rule) => ({
      if: rule.antecedent.map((code) => item.levels[code] ?? '').sort(),
      // biome-ignore lint/suspicious/noThenProperty: the name of the contract; a string, so nothing awaits it
      then: item.levels[rule.consequent] ?? '',
      support: rule.support,
      confidence: rule.confidence,
      lift: rule.lift,
    }))
    return {
      json: {
        baskets: basket.levels.length,
        items: item.levels.length,
        entries: baskets.items.length,
        minimumCount: itemsets.minimumCount,
        itemsets: itemsets.size,
        rules: found.size,
        mineSeconds,
        top: named,
      },
      tables: [
        {
          title: `${count(basket.levels.length)} baskets of ${count(item.levels.length)} items: ${count(itemsets.size)} itemsets in at least ${count(itemsets.minimumCount)} baskets, ${count(found.size)} rules`,
          columns: ['if', 'then', 'support', 'confidence', 'lift'],
          rows: named.map((r) => [r.if.join(' + ') || '(anything)', r.then, r.support, r.confidence, r.lift]),
        },
      ],
      charts: found.size === 0 ? [] : [rulesChart(found, named)],
    }
  },
}

function count(value: number): string {
  return value.toLocaleString('en-US')
}

/** A picture of at most this many rules; more only blacken it. */
const mostPoints = 3_000

function rulesChart(found: AssociationRules, named: readonly { if: string[]; then: string }[]) {
  const stride = Math.ceil(found.size / mostPoints)
  const points: [number, number, number][] = []
  for (let i = 0; i < found.size; i += stride)
    points.push([found.support[i] as number, found.confidence[i] as number, found.lift[i] as number])
  const lifts = points.map(([, , lift]) => lift)
  const best = named[0]
  return {
    title:
      best === undefined
        ? 'Rules by support and confidence'
        : `Rules by support and confidence, coloured by lift; the strongest: ${best.if.join(' + ') || 'anything'} → ${best.then}`,
    height: 420,
    option: {
      xAxis: { type: 'log', name: 'support' },
      yAxis: { type: 'value', name: 'confidence', scale: true },
      visualMap: {
        dimension: 2,
        min: Math.min(...lifts),
        max: Math.max(...lifts, Math.min(...lifts) + 1e-9),
        calculable: false,
        orient: 'horizontal',
        right: 24,
        top: 0,
        text: [`lift ${Math.max(...lifts).toPrecision(3)}`, Math.min(...lifts).toPrecision(3)],
        inRange: { color: ['#c9d6e6', '#2b5f9e', '#1b2f4b'] },
      },
      series: [{ type: 'scatter', symbolSize: 5, data: points }],
    },
  }
}
