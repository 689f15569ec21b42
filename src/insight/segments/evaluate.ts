import { type CheckedRule, checkRule } from './check.ts'
import type { RuleContext } from './context.ts'
import type { CustomerFacts } from './customer-facts.ts'

/**
 * Whether one customer fulfils a rule, in memory: for single customers and for the test that the SQL agrees.
 * @throws as `checkRule`
 */
export function evaluateRule(rule: unknown, customer: CustomerFacts, context: RuleContext): boolean {
  return holds(checkRule(rule), customer, context)
}

function holds(rule: CheckedRule, customer: CustomerFacts, context: RuleContext): boolean {
  switch (rule.kind) {
    case 'all':
      return rule.rules.every((part) => holds(part, customer, context))
    case 'any':
      return rule.rules.some((part) => holds(part, customer, context))
    case 'not':
      return !holds(rule.rule, customer, context)
    case 'condition':
      return rule.operator.evaluate(rule.params, customer, context)
  }
}
