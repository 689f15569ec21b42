import { createHash, randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { Localized } from '../../../kit/api-shapes.ts'
import type { Vault } from '../../../kit/crypto/index.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import { statedPrefix } from '../../needs/topics.ts'
import { toldAttributes } from '../../survivorship/corrected.ts'
import type { SurvivorshipDeps } from '../../survivorship/deps.ts'
import { knownAttributes, labelOfAttribute } from '../../survivorship/labels.ts'
import { valuesOf } from '../../survivorship/of-customer.ts'
import { attributePrefix } from '../../survivorship/sayings.ts'
import { privacyErrors } from '../errors.ts'
import { holdsIdentifier } from '../text-guard.ts'

const change = z.object({
  attribute: z.string(),
  /** As people read it; null: nothing was known. */
  from: z.string().nullable(),
  to: z.string(),
  /** The new value as sayings hold it. */
  said: z.string(),
})
export type Change = z.output<typeof change>

/** With a salt, so that the hash on a certificate tells nothing once this can be read no more. */
const sealedChanges = z.object({ salt: z.string(), changes: z.array(change) })
export type SealedChanges = z.output<typeof sealedChanges>

export function seal(vault: Vault, person: number, changes: readonly Change[]): Buffer {
  return vault.encryptFor(person, JSON.stringify({ salt: randomBytes(16).toString('hex'), changes }))
}

export function unseal(vault: Vault, sealed: Buffer): SealedChanges {
  return sealedChanges.parse(JSON.parse(vault.decrypt(sealed)))
}

/** What a certificate says of the values without telling them. */
export function digestOf({ salt, changes }: SealedChanges): string {
  const values = changes.map(({ attribute, from, to }) => [attribute, from, to])
  return createHash('sha256')
    .update(JSON.stringify([salt, values]))
    .digest('hex')
}

export type FieldType = 'text' | 'number' | 'yes_no'
export interface CorrectableField {
  attribute: string
  label: Localized
  /** What counts of the customer now; null: nothing is known. */
  value: string | null
  type: FieldType
}

/**
 * Which attributes of a customer can be corrected: the usual ones, and whatever any source has told of anybody here as
 * one value. Needs are told and taken back on the customer's page.
 */
export async function correctableFields(
  deps: SurvivorshipDeps,
  workspace: Workspace,
  person: number,
): Promise<CorrectableField[]> {
  const [told, { values }] = await Promise.all([
    toldAttributes(deps.warehouse, workspace.id),
    valuesOf(deps, workspace, String(person)),
  ])
  const now = new Map(values.map(({ attribute, words: [best] }) => [attribute, best?.value ?? null]))
  const names = [...new Set([...knownAttributes, ...now.keys(), ...told.keys()])]
  return names.flatMap((attribute) => {
    const type = typeOf(attribute, told.get(attribute))
    if (type === null || attribute.startsWith(`${attributePrefix}${statedPrefix}`)) return []
    return [{ attribute, label: labelOfAttribute(attribute), value: now.get(attribute) ?? null, type }]
  })
}

/** @returns null: not one value */
function typeOf(attribute: string, sample: string | undefined): FieldType | null {
  if (!attribute.startsWith(attributePrefix)) return attribute === 'birth_year' ? 'number' : 'text'
  const value: unknown = sample === undefined ? '' : JSON.parse(sample)
  if (typeof value === 'object') return null
  return typeof value === 'number' ? 'number' : typeof value === 'boolean' ? 'yes_no' : 'text'
}

/**
 * What is asked for, held against what is known.
 * @throws privacy.unknownField, privacy.sameValue, privacy.badValue, privacy.identifierInValue
 */
export async function prepare(
  deps: SurvivorshipDeps,
  workspace: Workspace,
  person: number,
  asked: readonly { attribute: string; to: string }[],
): Promise<Change[]> {
  const fields = new Map(
    (await correctableFields(deps, workspace, person)).map((one) => [one.attribute, one]),
  )
  const year = workspace.clock.now().getUTCFullYear()
  const seen = new Set<string>()
  return asked.map(({ attribute, to: text }) => {
    const field = fields.get(attribute)
    if (!field || seen.has(attribute)) throw privacyErrors.unknownField({ field: attribute })
    seen.add(attribute)
    const to = text.trim()
    const names = { field: field.label.en, fieldZh: field.label['zh-CN'] }
    // Attributes are read by reports and rules, so no number to call and no address ever stands there.
    if (holdsIdentifier(to)) throw privacyErrors.identifierInValue(names)
    if (to === field.value) throw privacyErrors.sameValue(names)
    const said = saidOf(field, to, year)
    if (said === null) throw privacyErrors.badValue({ ...names, type: field.type })
    return { attribute, from: field.value, to, said }
  })
}

/** What was asked for, from what is known by now. */
export async function renewed(
  deps: SurvivorshipDeps,
  workspace: Workspace,
  person: number,
  changes: readonly Change[],
): Promise<Change[]> {
  const { values } = await valuesOf(deps, workspace, String(person))
  const now = new Map(values.map(({ attribute, words: [best] }) => [attribute, best?.value ?? null]))
  return changes.map((one) => ({ ...one, from: now.get(one.attribute) ?? null }))
}

function saidOf({ attribute, type }: CorrectableField, to: string, year: number): string | null {
  if (to === '') return null
  if (attribute === 'birth_year')
    return /^\d{4}$/.test(to) && Number(to) >= 1900 && Number(to) <= year ? to : null
  if (!attribute.startsWith(attributePrefix)) return to
  if (type === 'text') return JSON.stringify(to)
  if (type === 'yes_no') return to === 'true' || to === 'false' ? to : null
  return Number.isFinite(Number(to)) ? JSON.stringify(Number(to)) : null
}
