import type { Localized } from '../../kit/api-shapes.ts'
import type { CheckedRule } from './check.ts'
import type { RuleContext } from './context.ts'
import type { NamesOf } from './operator.ts'

/** The rule as a sentence in both languages. */
export function ruleWords(rule: CheckedRule, context: RuleContext, names: NamesOf): Localized {
  if (rule.kind === 'all' && rule.rules.length === 0) return { en: 'All customers.', 'zh-CN': '全部客户。' }
  const { en, zh } = phrase(rule, context, names, true)
  return { en: `Customers who ${en}.`, 'zh-CN': `${zh}的客户。` }
}

interface Phrase {
  en: string
  zh: string
}

/** A predicate after "who"; groups inside groups stand in brackets, so that "and" and "or" cannot be confused. */
function phrase(rule: CheckedRule, context: RuleContext, names: NamesOf, outer: boolean): Phrase {
  switch (rule.kind) {
    case 'condition': {
      const words = rule.operator.words(rule.params, context, names)
      return { en: words.en, zh: words['zh-CN'] }
    }
    case 'not': {
      const { en, zh } = phrase(rule.rule, context, names, false)
      return { en: `are not among those who ${en}`, zh: `不满足（${strip(zh)}）` }
    }
    case 'all':
    case 'any': {
      if (rule.rules.length === 0) return { en: 'are anybody', zh: '任意' }
      const parts = rule.rules.map((part) => phrase(part, context, names, rule.rules.length === 1 && outer))
      const en = parts.map((part) => part.en).join(rule.kind === 'all' ? ' and ' : ' or ')
      const zh = parts.map((part) => part.zh).join(rule.kind === 'all' ? '，且' : '，或')
      return parts.length === 1 || outer ? { en, zh } : { en: `(${en})`, zh: `（${zh}）` }
    }
  }
}

/** Brackets inside brackets of the same extent say nothing. */
function strip(zh: string): string {
  const inner = zh.startsWith('（') && zh.endsWith('）') ? zh.slice(1, -1) : null
  return inner !== null && !/[（）]/.test(inner) ? inner : zh
}
