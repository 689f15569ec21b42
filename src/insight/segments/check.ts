import { segmentErrors } from '../errors.ts'
import type { AnyOperator } from './operator.ts'
import { operatorOf } from './operators/index.ts'
import { type SegmentRule, segmentRule } from './rule.schema.ts'

export const maxConditions = 200
export const maxDepth = 10

/** A rule whose operators were found and whose parameters they have accepted. */
export type CheckedRule =
  | { kind: 'all'; rules: CheckedRule[] }
  | { kind: 'any'; rules: CheckedRule[] }
  | { kind: 'not'; rule: CheckedRule }
  | { kind: 'condition'; operator: AnyOperator; params: unknown; path: string }

/**
 * Checks a rule: shape, operators, parameters, at most 200 conditions and 10 levels. Paths read `all.0.not.any.2`;
 * the rule itself is `rule`.
 * @throws segment.badRule, segment.unknownOperator, segment.badParameters, segment.tooDeep, segment.tooManyConditions
 */
export function checkRule(rule: unknown): CheckedRule {
  const count = { conditions: 0 }
  assertDepth(rule, [], 1)
  const parsed = segmentRule.safeParse(rule)
  if (!parsed.success) throw segmentErrors.badRule({ path: firstPath(parsed.error.issues[0]) })
  return check(parsed.data, [], count)
}

/** Before anything walks it recursively: a deep rule must be an answer, not an overflow. */
function assertDepth(rule: unknown, path: string[], depth: number): void {
  if (depth > maxDepth) throw segmentErrors.tooDeep({ path: pathText(path), most: maxDepth })
  if (typeof rule !== 'object' || rule === null) return
  for (const key of ['all', 'any'] as const) {
    const parts = (rule as Record<string, unknown>)[key]
    if (Array.isArray(parts)) {
      for (const [i, part] of parts.entries()) assertDepth(part, [...path, key, String(i)], depth + 1)
    }
  }
  if ('not' in rule) assertDepth(rule.not, [...path, 'not'], depth + 1)
}

function check(rule: SegmentRule, path: string[], count: { conditions: number }): CheckedRule {
  if ('all' in rule)
    return { kind: 'all', rules: rule.all.map((part, i) => check(part, [...path, 'all', String(i)], count)) }
  if ('any' in rule)
    return { kind: 'any', rules: rule.any.map((part, i) => check(part, [...path, 'any', String(i)], count)) }
  if ('not' in rule) return { kind: 'not', rule: check(rule.not, [...path, 'not'], count) }
  const where = pathText(path)
  if (++count.conditions > maxConditions)
    throw segmentErrors.tooManyConditions({ path: where, most: maxConditions })
  const operator = operatorOf(rule.op)
  if (!operator) throw segmentErrors.unknownOperator({ path: where, op: rule.op })
  const params = operator.params.safeParse(rule.params)
  if (params.success) return { kind: 'condition', operator, params: params.data, path: where }
  const issue = params.error.issues[0]
  throw segmentErrors.badParameters({
    path: where,
    op: rule.op,
    field: issue?.path.join('.') || 'params',
    problem: issue?.message ?? 'not readable',
  })
}

function pathText(path: string[]): string {
  return path.length === 0 ? 'rule' : path.join('.')
}

function firstPath(issue: { path: PropertyKey[] } | undefined): string {
  return pathText((issue?.path ?? []).map(String))
}
