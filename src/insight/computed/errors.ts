import { defineErrors } from '../../kit/errors.ts'

export const computedErrors = defineErrors('computed', {
  badDefinition: {
    kind: 'invalid',
    retryable: false,
    en: (p: { where: string; problem: string }) =>
      `The computed attribute cannot be read at ${p.where}: ${p.problem}. Nothing was saved.`,
    'zh-CN': (p: { where: string; problem: string }) =>
      `计算属性的定义有误（${p.where}）：${p.problem}。未保存任何内容。`,
  },
  wrongField: {
    kind: 'invalid',
    retryable: false,
    en: (p: { measure: string; field: string; allowed: string }) =>
      `"${p.measure}" cannot use the field "${p.field}". It takes ${p.allowed === '' ? 'none' : `one of: ${p.allowed}`}.`,
    'zh-CN': (p: { measure: string; field: string; allowed: string }) =>
      `“${p.measure}”不能使用字段“${p.field}”。${p.allowed === '' ? '它不需要字段。' : `可用字段：${p.allowed}。`}`,
  },
  wrongCondition: {
    kind: 'invalid',
    retryable: false,
    en: (p: { field: string }) =>
      `The condition on "${p.field}" does not fit it: texts are compared with "is" or "is not" and a text, figures with a number.`,
    'zh-CN': (p: { field: string }) =>
      `“${p.field}”的条件不匹配：文本只能用“是”或“不是”并填写文本，数值须填写数字。`,
  },
  shareOfAll: {
    kind: 'invalid',
    retryable: false,
    en: () => 'A share needs a condition: without one it is always the whole. Add what the share is of.',
    'zh-CN': () => '占比需要至少一个条件，否则恒为全部。请补充要统计哪一部分。',
  },
  unknownPart: {
    kind: 'invalid',
    retryable: false,
    en: (p: { id: string }) =>
      `A part of the ratio, "${p.id}", is no computed attribute here. Choose both from the list.`,
    'zh-CN': (p: { id: string }) => `比率中的“${p.id}”不是现有的计算属性，请从列表中选择分子和分母。`,
  },
  notANumber: {
    kind: 'invalid',
    retryable: false,
    en: () => 'Both parts of a ratio must be computed attributes that are numbers and no ratios themselves.',
    'zh-CN': () => '比率的分子和分母都须为数值型计算属性，且本身不能是比率。',
  },
  nameTaken: {
    kind: 'conflict',
    retryable: false,
    en: (p: { name: string }) =>
      `There is a computed attribute called "${p.name}" already. Choose another name.`,
    'zh-CN': (p: { name: string }) => `已有名为“${p.name}”的计算属性，请换一个名称。`,
  },
  tooMany: {
    kind: 'conflict',
    retryable: false,
    en: (p: { most: number }) =>
      `A workspace has at most ${p.most} computed attributes. Delete one nobody uses first.`,
    'zh-CN': (p: { most: number }) => `每个工作区最多 ${p.most} 个计算属性，请先删除不用的。`,
  },
  stale: {
    kind: 'conflict',
    retryable: false,
    en: (p: { name: string }) =>
      `Somebody changed "${p.name}" since you opened it. Load it again, then make your change.`,
    'zh-CN': (p: { name: string }) => `“${p.name}”在您打开之后已被他人修改，请重新载入后再改。`,
  },
  inUse: {
    kind: 'conflict',
    retryable: false,
    en: (p: { name: string; uses: string }) =>
      `"${p.name}" is used by ${p.uses}. Take it out of there before you delete it.`,
    'zh-CN': (p: { name: string; uses: string }) =>
      `“${p.name}”正在被使用：${p.uses}。请先从其中移除再删除。`,
  },
  notFound: {
    kind: 'not_found',
    retryable: false,
    en: (p: { id: string }) => `There is no computed attribute "${p.id}" here. It may have been deleted.`,
    'zh-CN': (p: { id: string }) => `没有计算属性“${p.id}”，可能已被删除。`,
  },
})
