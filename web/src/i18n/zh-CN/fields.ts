import type { Dictionary } from '../types.ts'

export const fields: Dictionary['fields'] = {
  answers: '谁可以看到客户的哪些信息。',
  list: '各角色与密钥的字段权限',
  note: '对某人隐藏的字段，不会出现在其列表、导出文件、客户卡片和 API 返回中，也不能用来搜索、排序或筛选。密钥的权限不会超过其角色。',
  search: '查找字段',
  none: '没有找到这个字段。',
  field: '字段',
  key: '密钥“{{name}}”',
  levels: { hidden: '隐藏', masked: '脱敏', clear: '可见' },
  clearIdentifier: '填写理由后可见',
  standard: '{{level}}（默认）',
  cell: '{{field}}，{{who}}',
  changed_other: '有 {{count}} 项与默认设置不同',
  unchanged: '目前均为默认设置。',
  reset: '全部恢复默认',
  save: '保存',
  undo: '放弃修改',
}
