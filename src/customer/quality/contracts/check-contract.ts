import type { Said } from '../../../kit/errors.ts'
import { canonicalFields } from '../../mapping/canonical-fields.ts'
import { qualityErrors } from '../errors.ts'
import type { Dataset } from '../measure/dataset-fields.ts'
import { patternProblem } from './check-value.ts'
import type { ContractBody } from './contract.schema.ts'
import { rowsSubject } from './store.ts'

const eventPath = /^(?:properties|traits|context|[a-zA-Z]\w*)(?:\.[^.[\]]{1,100}|\[\])*$/

/** Checks what the shape alone cannot. @throws quality.badContract naming the first field that is wrong */
export function checkContract(subject: string, brings: string, body: ContractBody): void {
  const known = brings in canonicalFields ? Object.keys(canonicalFields[brings as Dataset]) : []
  for (const [field, rule] of Object.entries(body.fields)) {
    const bad = (problem: Said) => qualityErrors.badContract({ field, problem })
    if (subject === rowsSubject) {
      const attribute = /^attributes\.[a-z][a-z0-9_]{0,62}$/.test(field)
      if (!attribute && !known.includes(field))
        throw bad({
          en: `no such field; there are ${known.join(', ')}`,
          'zh-CN': `没有该字段；可用字段：${known.join('、')}`,
        })
      if (rule.type === 'object' || rule.type === 'list')
        throw bad({ en: 'rows have no objects and lists', 'zh-CN': '行数据没有对象和列表类型' })
    } else {
      if (!eventPath.test(field))
        throw bad({
          en: 'write a path such as properties.price or properties.products[].price',
          'zh-CN': '请写成路径，如 properties.price 或 properties.products[].price',
        })
      if (rule.unique)
        throw bad({
          en: 'events cannot be unique in a field; messageId does that',
          'zh-CN': '事件不能要求字段唯一，去重由 messageId 完成',
        })
    }
    if (rule.min !== undefined && rule.max !== undefined && rule.min > rule.max)
      throw bad({ en: 'min is above max', 'zh-CN': '最小值大于最大值' })
    const problem = rule.pattern === undefined ? null : patternProblem(rule.pattern)
    if (problem !== null) throw bad(problem)
  }
}
