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
    const bad = (problem: string) => qualityErrors.badContract({ field, problem })
    if (subject === rowsSubject) {
      const attribute = /^attributes\.[a-z][a-z0-9_]{0,62}$/.test(field)
      if (!attribute && !known.includes(field)) throw bad(`no such field; there are ${known.join(', ')}`)
      if (rule.type === 'object' || rule.type === 'list') throw bad('rows have no objects and lists')
    } else {
      if (!eventPath.test(field))
        throw bad('write a path such as properties.price or properties.products[].price')
      if (rule.unique) throw bad('events cannot be unique in a field; messageId does that')
    }
    if (rule.min !== undefined && rule.max !== undefined && rule.min > rule.max) throw bad('min is above max')
    const problem = rule.pattern === undefined ? null : patternProblem(rule.pattern)
    if (problem !== null) throw bad(problem)
  }
}
