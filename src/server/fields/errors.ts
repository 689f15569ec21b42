import { defineErrors } from '../../kit/errors.ts'

export const fieldErrors = defineErrors('fields', {
  hidden: {
    kind: 'forbidden',
    retryable: false,
    en: (p: { field: string }) =>
      `"${p.field}" is hidden from you, so nothing can be read, searched, sorted or filtered by it. Leave it out, or ask an owner to change the field permissions.`,
    'zh-CN': (p: { field: string }) =>
      `您无权查看“${p.field}”，因此不能读取，也不能据此搜索、排序或筛选。请去掉该项，或请所有者调整字段权限。`,
  },
  unknownField: {
    kind: 'invalid',
    retryable: false,
    en: (p: { field: string; level: string }) =>
      `"${p.field}" cannot be set to "${p.level}". Take field and level from the list of fields.`,
    'zh-CN': (p: { field: string; level: string }) =>
      `不能将“${p.field}”设为“${p.level}”。请从字段列表中选择字段与权限级别。`,
  },
})
