import { defineErrors } from '../kit/errors.ts'

export const segmentErrors = defineErrors('segment', {
  notFound: {
    kind: 'not_found',
    retryable: false,
    en: (p: { id: string }) => `There is no segment "${p.id}" here. It may belong to another workspace.`,
    'zh-CN': (p: { id: string }) => `找不到客群“${p.id}”，它可能属于其他工作区。`,
  },
  stale: {
    kind: 'conflict',
    retryable: false,
    en: (p: { name: string; yours: number; now: number }) =>
      `"${p.name}" was changed by somebody else: you edited version ${p.yours}, it is at ${p.now}. Load it again and repeat your change.`,
    'zh-CN': (p: { name: string; yours: number; now: number }) =>
      `“${p.name}”已被他人修改：您编辑的是第 ${p.yours} 版，当前为第 ${p.now} 版。请重新加载后再修改。`,
  },
  deleted: {
    kind: 'conflict',
    retryable: false,
    en: (p: { name: string }) => `"${p.name}" is in the bin. Restore it before changing it.`,
    'zh-CN': (p: { name: string }) => `“${p.name}”在回收站中，请先恢复再修改。`,
  },
  unknownOperator: {
    kind: 'invalid',
    retryable: false,
    en: (p: { path: string; op: string }) =>
      `The condition at ${p.path} uses "${p.op}", which is no operator. The list of operators is under segment-operators.`,
    'zh-CN': (p: { path: string; op: string }) =>
      `位于 ${p.path} 的条件使用了不存在的运算符“${p.op}”。可用运算符请见 segment-operators。`,
  },
  badParameters: {
    kind: 'invalid',
    retryable: false,
    en: (p: { path: string; op: string; field: string; problem: string }) =>
      `The condition "${p.op}" at ${p.path} cannot be used: ${p.field}: ${p.problem}. Fill it in and try again.`,
    'zh-CN': (p: { path: string; op: string; field: string; problem: string }) =>
      `位于 ${p.path} 的条件“${p.op}”无法使用：${p.field}：${p.problem}。请补充完整后重试。`,
  },
  tooDeep: {
    kind: 'invalid',
    retryable: false,
    en: (p: { path: string; most: number }) =>
      `The rule is nested deeper than ${p.most} levels at ${p.path}. Join groups of the same kind, or save a part as a segment of its own.`,
    'zh-CN': (p: { path: string; most: number }) =>
      `规则在 ${p.path} 处嵌套超过 ${p.most} 层。请合并同类条件组，或将其中一部分另存为客群。`,
  },
  tooManyConditions: {
    kind: 'invalid',
    retryable: false,
    en: (p: { path: string; most: number }) =>
      `The rule has more than ${p.most} conditions; the first beyond is at ${p.path}. Put values of one attribute into a single condition.`,
    'zh-CN': (p: { path: string; most: number }) =>
      `规则的条件超过 ${p.most} 个，首个超出的位于 ${p.path}。请将同一属性的多个取值合并为一个条件。`,
  },
  badRule: {
    kind: 'invalid',
    retryable: false,
    en: (p: { path: string }) =>
      `The rule is not readable at ${p.path}. A rule is {"all": […]}, {"any": […]}, {"not": …} or {"op": …, "params": …}.`,
    'zh-CN': (p: { path: string }) =>
      `规则在 ${p.path} 处无法识别。规则应为 {"all": […]}、{"any": […]}、{"not": …} 或 {"op": …, "params": …}。`,
  },
})

export const rfmErrors = defineErrors('rfm', {
  badCuts: {
    kind: 'invalid',
    retryable: false,
    en: (p: { measure: string; problem: string }) =>
      `The cuts of ${p.measure} ${p.problem}. Give one edge fewer than groups, each above the one before.`,
    'zh-CN': (p: { measure: string; problem: string }) =>
      `${p.measure} 的分界值有误（${p.problem}）。分界值应比分组数少一个，且逐个递增。`,
  },
  incomplete: {
    kind: 'unavailable',
    retryable: true,
    en: (p: { expected: number; found: number }) =>
      `The snapshot came out incomplete (${p.found} of ${p.expected} customers) and was not published; the one before it stays in force. Compute it again.`,
    'zh-CN': (p: { expected: number; found: number }) =>
      `快照不完整（${p.expected} 位客户中仅有 ${p.found} 位），未予发布，仍沿用上一次结果。请重新计算。`,
  },
})
