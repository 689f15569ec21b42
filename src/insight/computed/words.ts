import type { Localized } from '../../kit/api-shapes.ts'
import type { Computed, ComputedDefinition, FactDefinition } from './definition.schema.ts'

const sources: Record<FactDefinition['from'], Localized> = {
  orders: { en: 'orders', 'zh-CN': '订单' },
  events: { en: 'events', 'zh-CN': '行为' },
  touches: { en: 'contacts', 'zh-CN': '接触记录' },
}

export const fieldWords: Record<string, Localized> = {
  category: { en: 'category', 'zh-CN': '品类' },
  product: { en: 'product', 'zh-CN': '商品' },
  channel: { en: 'channel', 'zh-CN': '渠道' },
  place: { en: 'shop', 'zh-CN': '门店' },
  coupon: { en: 'coupon', 'zh-CN': '优惠券' },
  amount: { en: 'amount', 'zh-CN': '金额' },
  quantity: { en: 'quantity', 'zh-CN': '数量' },
  discount: { en: 'discount', 'zh-CN': '折扣额' },
  name: { en: 'event', 'zh-CN': '行为名称' },
  value: { en: 'value', 'zh-CN': '价值' },
  kind: { en: 'kind', 'zh-CN': '类型' },
  cost: { en: 'cost', 'zh-CN': '成本' },
}

/** What is computed, as a phrase. */
export function computedWords(
  definition: ComputedDefinition,
  others: readonly (Computed & { label: string })[],
): Localized {
  if (definition.from === 'attributes')
    return { en: `days since ${definition.attribute}`, 'zh-CN': `距“${definition.attribute}”的天数` }
  if (definition.from === 'computed') {
    const name = (id: string) => others.find((one) => one.id === id)?.label ?? id
    const [above, below] = [name(definition.numerator), name(definition.denominator)]
    return { en: `${above} divided by ${below}`, 'zh-CN': `“${above}”除以“${below}”` }
  }
  const field = fieldWords[definition.field ?? ''] ?? { en: '', 'zh-CN': '' }
  const source = sources[definition.from]
  const conditions = definition.where.map(({ field: of, op, value }) => ({
    en: `${fieldWords[of]?.en ?? of} ${{ is: 'is', is_not: 'is not', at_least: 'at least', at_most: 'at most' }[op]} ${value}`,
    zh: `${fieldWords[of]?.['zh-CN'] ?? of}${{ is: '为', is_not: '不为', at_least: '不少于', at_most: '不超过' }[op]} ${value}`,
  }))
  const where = {
    en: conditions.length === 0 ? '' : ` with ${conditions.map(({ en }) => en).join(' and ')}`,
    zh: conditions.length === 0 ? '' : `${conditions.map(({ zh }) => zh).join('且')}的`,
  }
  const time = {
    en: definition.windowDays === null ? '' : ` in the last ${definition.windowDays} days`,
    zh: definition.windowDays === null ? '' : `近 ${definition.windowDays} 天`,
  }
  const { en, zh } = measureWords(definition.measure, field, source)
  return { en: `${en}${where.en}${time.en}`, 'zh-CN': `${time.zh}${where.zh}${zh}` }
}

function measureWords(
  measure: FactDefinition['measure'],
  field: Localized,
  source: Localized,
): { en: string; zh: string } {
  const of = { en: `${field.en} of ${source.en}`, zh: `${source['zh-CN']}${field['zh-CN']}` }
  switch (measure) {
    case 'count':
      return { en: `number of ${source.en}`, zh: `${source['zh-CN']}数` }
    case 'sum':
      return { en: `total ${of.en}`, zh: `${of.zh}合计` }
    case 'average':
      return { en: `average ${of.en}`, zh: `${of.zh}均值` }
    case 'minimum':
      return { en: `lowest ${of.en}`, zh: `${of.zh}最小值` }
    case 'maximum':
      return { en: `highest ${of.en}`, zh: `${of.zh}最大值` }
    case 'distinct':
      return { en: `different values of ${of.en}`, zh: `${of.zh}去重数` }
    case 'first':
      return { en: `first ${of.en}`, zh: `首次${of.zh}` }
    case 'last':
      return { en: `latest ${of.en}`, zh: `最近一次${of.zh}` }
    case 'most_frequent':
      return { en: `most frequent ${of.en}`, zh: `最常见的${of.zh}` }
    case 'days_since_first':
      return { en: `days since the first of the ${source.en}`, zh: `距首次${source['zh-CN']}的天数` }
    case 'days_since_last':
      return { en: `days since the last of the ${source.en}`, zh: `距最近一次${source['zh-CN']}的天数` }
    case 'share':
      return { en: `share of ${source.en}`, zh: `${source['zh-CN']}占比` }
  }
}
