import {
  type Computed,
  type ComputedDefinition,
  computedDefinition,
  factFields,
  measures,
  typeOf,
} from './definition.schema.ts'
import { computedErrors } from './errors.ts'

/**
 * A definition that can be computed.
 * @param others the attributes there are, for ratios of them
 * @throws computed.badDefinition, which says what of it is wrong
 */
export function checkDefinition(input: unknown, others: readonly Computed[]): ComputedDefinition {
  const parsed = computedDefinition.safeParse(input)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw computedErrors.badDefinition({
      where: issue?.path.join('.') || 'definition',
      problem: issue?.message ?? 'not readable',
    })
  }
  const definition = parsed.data
  if (definition.from === 'computed') {
    for (const part of ['numerator', 'denominator'] as const) {
      const other = others.find(({ id }) => id === definition[part])
      if (!other) throw computedErrors.unknownPart({ id: definition[part] })
      // A ratio of ratios would need an order of computing; one level says enough.
      if (other.definition.from === 'computed' || typeOf(other.definition) !== 'number')
        throw computedErrors.notANumber({})
    }
    return definition
  }
  if (definition.from === 'attributes') return definition
  const fields = factFields[definition.from]
  const texts: readonly string[] = fields.text
  const numbers: readonly string[] = fields.number
  const { field, gives: _ } = { ...measures[definition.measure] }
  const allowed = field === 'text' ? texts : field === 'number' ? numbers : []
  if (field === 'none' ? definition.field !== null : !allowed.includes(definition.field ?? ''))
    throw computedErrors.wrongField({
      measure: definition.measure,
      field: definition.field ?? '',
      allowed: allowed.join(', '),
    })
  if (definition.measure === 'share' && definition.where.length === 0) throw computedErrors.shareOfAll({})
  for (const condition of definition.where) {
    const isText = texts.includes(condition.field)
    if (!isText && !numbers.includes(condition.field))
      throw computedErrors.wrongField({
        measure: 'where',
        field: condition.field,
        allowed: [...texts, ...numbers].join(', '),
      })
    const fits = isText
      ? typeof condition.value === 'string' && (condition.op === 'is' || condition.op === 'is_not')
      : typeof condition.value === 'number'
    if (!fits) throw computedErrors.wrongCondition({ field: condition.field })
  }
  return definition
}
