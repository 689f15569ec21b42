import { parse as parseYaml } from 'yaml'
import { z } from 'zod'
import { messageOf } from '../../kit/errors.ts'
import { isCurrency } from '../../kit/money.ts'
import { importErrors } from '../imports/errors.ts'
import { statedName } from '../needs/topics.ts'
import { canonicalFields, kindsWithAttributes, requiredGroups } from './canonical-fields.ts'
import { consentField } from './convert/consents.ts'
import { needField } from './convert/needs.ts'
import { formatProblem } from './dates.ts'
import { columnsOf } from './expression/compile.ts'
import { ExpressionError } from './expression/tokens.ts'
import { type FieldSource, type Mapping, mappingSchema } from './mapping.schema.ts'
import { isZone } from './zone.ts'

/** A mapping from YAML or JSON text. @throws import.badMapping with the first thing wrong */
export function parseMapping(text: string, where: string): Mapping {
  let data: unknown
  try {
    data = parseYaml(text, { maxAliasCount: 10 })
  } catch (error) {
    throw importErrors.badMapping({ where, problem: messageOf(error) }, error)
  }
  const parsed = mappingSchema.safeParse(data)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const path = issue?.path.join('.') || 'it'
  const inChinese = mappingSchema.safeParse(data, { error: z.locales.zhCN().localeError }).error?.issues[0]
  throw importErrors.badMapping({
    where,
    problem: {
      en: `${path}: ${issue?.message ?? 'not readable'}`,
      'zh-CN': `${path}：${inChinese?.message ?? '无法读取'}`,
    },
  })
}

/** Needed groups of fields that nothing maps to, each by its first name. */
export function missingFields(mapping: Mapping): string[] {
  return requiredGroups[mapping.kind]
    .filter((group) => !group.some((name) => mapping.fields[name]))
    .map((group) => group.join(' / '))
}

/**
 * Checks a mapping against the columns of a file, before any row is read.
 * @throws import.unknownField, unknownColumn, missingField, unknownCurrency, unknownZone, badFormat, badExpression
 */
export function checkMapping(mapping: Mapping, header: readonly string[], file: string): void {
  const known = canonicalFields[mapping.kind]
  for (const name of Object.keys(mapping.fields)) {
    // Kinds of dates a workspace made itself; whether it has them is asked when rows are read.
    const isOwnDate = mapping.kind === 'customers' && /^date_[a-z][a-z0-9_]{0,39}$/.test(name)
    if (!Object.hasOwn(known, name) && !isOwnDate)
      throw importErrors.unknownField({
        field: name,
        kind: mapping.kind,
        known: Object.keys(known).join(', '),
      })
  }
  const attributes = Object.keys(mapping.attributes)
  if (attributes.length > 0 && !kindsWithAttributes.has(mapping.kind))
    throw importErrors.unknownField({
      field: `attributes.${attributes[0] ?? ''}`,
      kind: mapping.kind,
      known: Object.keys(known).join(', '),
    })
  for (const [name, source] of [...Object.entries(mapping.fields), ...Object.entries(mapping.attributes)])
    checkSource(name, source, header, file)
  checkConsents(mapping, header, file)
  checkNeeds(mapping, header, file)
  if (mapping.currency !== undefined && !isCurrency(mapping.currency.toUpperCase()))
    throw importErrors.unknownCurrency({ where: 'The mapping', currency: mapping.currency })
  const fixed = mapping.fields.currency?.constant
  if (fixed !== undefined && !isCurrency(fixed.toUpperCase()))
    throw importErrors.unknownCurrency({ where: 'The mapping', currency: fixed })
  if (mapping.timeZone !== undefined && !isZone(mapping.timeZone))
    throw importErrors.unknownZone({ zone: mapping.timeZone })
  const [missing] = missingFields(mapping)
  if (mapping.fields.record && mapping.source === mappingSchema.shape.source.parse(undefined))
    throw importErrors.badMapping({
      where: file,
      problem: {
        en: 'source: record numbers are only told apart by the name of their system; give it one',
        'zh-CN': 'source：记录号须凭所属系统的名称区分，请填写来源系统',
      },
    })
  if (missing) throw importErrors.missingField({ field: missing, kind: mapping.kind })
}

function checkConsents(mapping: Mapping, header: readonly string[], file: string): void {
  const seen = new Set<string>()
  for (const consent of mapping.consents ?? []) {
    const field = consentField(consent)
    if (mapping.kind !== 'customers' || seen.has(field))
      throw importErrors.badMapping({
        where: file,
        problem: seen.has(field)
          ? { en: `${field} is mapped twice; leave one of them`, 'zh-CN': `${field} 重复映射，请只保留一个` }
          : {
              en: 'consents: only a file of customers brings consents',
              'zh-CN': 'consents：只有客户文件可以带入同意',
            },
      })
    seen.add(field)
    for (const source of [consent.answer, consent.at, consent.until, consent.proof, consent.text])
      if (source !== undefined) checkSource(field, source, header, file)
  }
}

function checkNeeds(mapping: Mapping, header: readonly string[], file: string): void {
  const seen = new Set<string>()
  for (const need of mapping.needs ?? []) {
    const field = needField(need)
    if (mapping.kind !== 'customers' || seen.has(field) || mapping.attributes[statedName(need.topic)])
      throw importErrors.badMapping({
        where: file,
        problem:
          mapping.kind === 'customers'
            ? `${field} is mapped twice; leave one of them`
            : 'needs: only a file of customers brings needs',
      })
    seen.add(field)
    for (const source of [need.answer, need.on, need.strength, need.until])
      if (source !== undefined) checkSource(field, source, header, file)
  }
}

function checkSource(field: string, source: FieldSource, header: readonly string[], file: string): void {
  const requireColumn = (column: string) => {
    if (!header.includes(column))
      throw importErrors.unknownColumn({ file, column, field, known: header.join(', ') })
  }
  if (source.column !== undefined) requireColumn(source.column)
  if (source.expression !== undefined) {
    try {
      for (const column of columnsOf(source.expression)) requireColumn(column)
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error
      throw importErrors.badExpression(
        { field, expression: source.expression, at: error.at, problem: error.problem },
        error,
      )
    }
  }
  if (source.format !== undefined && source.calendar === 'lunar')
    throw importErrors.badFormat({
      field,
      format: source.format,
      problem: 'days of the Chinese calendar are read without a format, such as 1988-8-15',
    })
  if (source.format !== undefined) {
    const problem = formatProblem(source.format)
    if (problem) throw importErrors.badFormat({ field, format: source.format, problem })
  }
}
