import { defineErrors } from '../../kit/errors.ts'

export const profileErrors = defineErrors('profile', {
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
})
