import type { FieldGroup } from '../../kit/fields.ts'
import { operatorOf } from './operators/index.ts'

export type FieldRead = { group: FieldGroup } | { attribute: string } | { computed: string }

/**
 * What a condition tells of a customer, from how its operator is declared; a new operator needs nothing here. An unknown
 * one tells nothing: it is refused where rules are checked.
 */
export function fieldsRead(op: string, params: Readonly<Record<string, unknown>>): FieldRead[] {
  const operator = operatorOf(op)
  if (!operator) return []
  const named = operator.fields.flatMap(({ name, type }): FieldRead[] => {
    const value = params[name]
    if (typeof value !== 'string') return []
    return type === 'attribute' ? [{ attribute: value }] : type === 'computed' ? [{ computed: value }] : []
  })
  if (named.length > 0) return named
  switch (operator.group) {
    case 'orders':
      return [{ group: 'orders' }]
    case 'value':
      // Days, counts and sums are read off orders; R, F and M are places among others, and knowledge is a score too.
      return op.startsWith('rfm') || op === 'knowledge' ? [{ group: 'scores' }] : [{ group: 'orders' }]
    case 'campaign':
      return [{ group: 'touches' }]
    case 'attribute':
      if (op === 'stated_need')
        return [
          { group: 'needs' },
          ...(operator.attributes?.(params) ?? []).map((attribute) => ({ attribute })),
        ]
      if (op === 'important_date') return [{ group: 'birthday' }]
      if (op.startsWith('prospect_')) return [{ group: 'leads' }]
      return op.includes('household') ? [{ group: 'address' }] : []
  }
}
