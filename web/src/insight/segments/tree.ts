import type { Operator, SegmentRule } from '../../api/types.ts'

/** The rule as the builder edits it: groups and conditions that know who they are. Pure, so that tests can read it. */
export interface ConditionNode {
  kind: 'condition'
  id: string
  not: boolean
  op: string
  params: Record<string, unknown>
}
export interface GroupNode {
  kind: 'group'
  id: string
  not: boolean
  join: 'all' | 'any'
  items: Node[]
}
export type Node = ConditionNode | GroupNode

let last = 0
/** Identifies a node on this page only. */
export function nodeId(): string {
  last += 1
  return `n${last}`
}

export function emptyRoot(): GroupNode {
  return { kind: 'group', id: nodeId(), not: false, join: 'all', items: [] }
}

function toNode(rule: SegmentRule, not = false): Node {
  if ('not' in rule) return toNode(rule.not, !not)
  if ('all' in rule)
    return { kind: 'group', id: nodeId(), not, join: 'all', items: rule.all.map((r) => toNode(r)) }
  if ('any' in rule)
    return { kind: 'group', id: nodeId(), not, join: 'any', items: rule.any.map((r) => toNode(r)) }
  return { kind: 'condition', id: nodeId(), not, op: rule.op, params: { ...rule.params } }
}

/** The root is always a group, so that there is a place to add to. */
export function fromRule(rule: SegmentRule): GroupNode {
  const node = toNode(rule)
  return node.kind === 'group' ? node : { ...emptyRoot(), items: [node] }
}

/** Empty inner groups say nothing and are left out; an empty root is everybody. */
export function toRule(node: Node): SegmentRule {
  const rule = plainRule(node)
  return node.not ? { not: rule } : rule
}

function plainRule(node: Node): SegmentRule {
  if (node.kind === 'condition') return { op: node.op, params: node.params }
  const items = node.items
    .filter((item) => item.kind === 'condition' || conditionsOf(item).length > 0)
    .map(toRule)
  if (items.length === 0) return { all: [] }
  return node.join === 'all' ? { all: items } : { any: items }
}

/** Conditions depth first, as the server counts them. */
export function conditionsOf(node: Node): ConditionNode[] {
  return node.kind === 'condition' ? [node] : node.items.flatMap(conditionsOf)
}

/** The tree with one node replaced; `null` takes it out. */
export function replaceNode(root: GroupNode, id: string, next: Node | null): GroupNode {
  if (root.id === id) return next?.kind === 'group' ? next : root
  return { ...root, items: replaceIn(root.items, id, next) }
}
function replaceIn(items: readonly Node[], id: string, next: Node | null): Node[] {
  return items.flatMap((item): Node[] => {
    if (item.id === id) return next === null ? [] : [next]
    return item.kind === 'group' ? [{ ...item, items: replaceIn(item.items, id, next) }] : [item]
  })
}

type Field = Operator['fields'][number]
/** Fields that apply with these parameters. */
export function fieldsInUse(operator: Operator, params: Record<string, unknown>): Field[] {
  return operator.fields.filter((field) => {
    if (!field.when) return true
    return field.when.in.includes(String(params[field.when.field]))
  })
}

export function isFilled(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return false
  return !Array.isArray(value) || value.length > 0
}

/** Required fields still empty. */
export function missingFields(operator: Operator, params: Record<string, unknown>): string[] {
  return fieldsInUse(operator, params)
    .filter((field) => field.required && !isFilled(params[field.name]))
    .map((field) => field.name)
}

/** A fresh condition with the operator's defaults. */
export function newCondition(operator: Operator): ConditionNode {
  const params: Record<string, unknown> = {}
  for (const field of operator.fields) {
    if (field.default !== undefined) params[field.name] = field.default
    else if (field.type === 'choice' && field.required && field.choices?.[0])
      params[field.name] = field.choices[0].value
  }
  return { kind: 'condition', id: nodeId(), not: false, op: operator.op, params: pruned(operator, params) }
}

/** Parameters of fields that do not apply are not sent. */
export function pruned(operator: Operator, params: Record<string, unknown>): Record<string, unknown> {
  const names = new Set(fieldsInUse(operator, params).map((field) => field.name))
  return Object.fromEntries(
    Object.entries(params).filter(([name, value]) => names.has(name) && isFilled(value)),
  )
}
