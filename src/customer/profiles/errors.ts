import { defineErrors } from '../../kit/errors.ts'

export const profileErrors = defineErrors('profile', {
  searchInAddress: {
    kind: 'invalid',
    retryable: false,
    en: () =>
      'Customers are not searched for in an address, for addresses are written to logs on their way. Send {"search": …} in the body of POST …/customers/list.',
    'zh-CN': () =>
      '网址会被沿途日志记录，因此不能在网址中搜索客户。请改用 POST …/customers/list，并把 {"search": …} 放在请求体中。',
  },
  unknownColumn: {
    kind: 'invalid',
    retryable: false,
    en: (p: { column: string }) =>
      `The list has no column "${p.column}". Take the names from the list of columns; an attribute may have been removed since.`,
    'zh-CN': (p: { column: string }) =>
      `列表中没有“${p.column}”这一列。请使用列清单中的名称；该属性可能已被移除。`,
  },
  notAFigure: {
    kind: 'invalid',
    retryable: false,
    en: (p: { column: string }) =>
      `"${p.column}" holds no figures. Choose an attribute, computed attribute or measure that does.`,
    'zh-CN': (p: { column: string }) => `“${p.column}”不是数值。请选择数值型的属性、计算属性或指标。`,
  },
  notSortable: {
    kind: 'invalid',
    retryable: false,
    en: (p: { column: string }) =>
      `The list cannot be sorted by "${p.column}", which is not a figure or a date. Choose a column of figures.`,
    'zh-CN': (p: { column: string }) => `“${p.column}”不是数值或日期，无法按它排序。请选择数值列。`,
  },
  viewNotFound: {
    kind: 'not_found',
    retryable: false,
    en: (p: { id: string }) =>
      `There is no saved view "${p.id}" that you may use. It may have been deleted, or its owner no longer shares it.`,
    'zh-CN': (p: { id: string }) => `没有您可用的视图“${p.id}”，可能已被删除，或创建者已取消共享。`,
  },
  viewNameTaken: {
    kind: 'conflict',
    retryable: false,
    en: (p: { name: string }) => `You already have a view called "${p.name}". Choose another name.`,
    'zh-CN': (p: { name: string }) => `您已有名为“${p.name}”的视图，请换一个名称。`,
  },
  tooManyViews: {
    kind: 'conflict',
    retryable: false,
    en: (p: { most: number }) => `You have ${p.most} saved views, which is the most. Delete one first.`,
    'zh-CN': (p: { most: number }) => `您已保存 ${p.most} 个视图，达到上限。请先删除不用的视图。`,
  },
  smallGroups: {
    kind: 'conflict',
    retryable: false,
    en: (p: { rows: number; of: number; k: number }) =>
      `${p.rows} of ${p.of} rows stand in groups of fewer than ${p.k} alike in the chosen columns, so that people could be recognised. Say in smallGroups what to do: generalise, leave_out, or all (owners).`,
    'zh-CN': (p: { rows: number; of: number; k: number }) =>
      `${p.of} 行中有 ${p.rows} 行在所选列上相同的不足 ${p.k} 人，可能被认出是谁。请在 smallGroups 中选择处理方式：generalise（泛化）、leave_out（剔除），或 all（全部导出，仅所有者）。`,
  },
  allNotAllowed: {
    kind: 'forbidden',
    retryable: false,
    en: () =>
      'Only owners may take rows by which people could be recognised. Make the columns coarser, or leave these rows out.',
    'zh-CN': () => '只有所有者可以导出能认出个人的行。请选择泛化，或剔除这些行。',
  },
  tooManyGroups: {
    kind: 'conflict',
    retryable: false,
    en: (p: { most: number }) =>
      `The chosen columns have more than ${p.most} combinations, too many to make them coarser. Choose fewer columns, or leave the rows out.`,
    'zh-CN': (p: { most: number }) => `所选列的组合超过 ${p.most} 种，无法泛化。请减少列，或剔除这些行。`,
  },
})
