import { type ServedProfile, servedProfile } from '../../customer/index.ts'
import { fieldsRead } from '../../insight/index.ts'
import { type Endpoint, isRawReply } from '../../kit/api.ts'
import { type FieldAccess, type FieldGroup, fieldGroups } from '../../kit/fields.ts'
import { levelOfColumn, profileFor } from './cut.ts'
import { fieldErrors } from './errors.ts'
import { outlets } from './outlets.ts'
import { conditionsIn, isObject, withoutIdentifiers } from './walk.ts'

/** The rule of a segment that a request names; null where there is none. */
export type RuleOf = (workspaceId: number, segmentId: string) => Promise<unknown>

interface Input {
  params: unknown
  query: unknown
  body: unknown
}

/**
 * Before a handler sees a request of somebody with limits: nothing may be read, searched, sorted or filtered by what they
 * may not see, for an answer to such a question tells it.
 * @returns the query and body, kept to what may be asked
 * @throws fields.hidden
 */
export async function limitInput<T extends Input>(
  endpoint: Endpoint,
  input: T,
  see: FieldAccess,
  ruleOf: (segmentId: string) => Promise<unknown>,
): Promise<T> {
  if (!see.isLimited || endpoint.permission === 'public') return input
  for (const group of outlets[endpoint.id]?.needs ?? [])
    if (see.of(group) === 'hidden') throw fieldErrors.hidden({ field: nameOf(group) })
  const [params, query, body] = [input.params, input.query, input.body].map((one) =>
    isObject(one) ? one : {},
  )
  assertRule(body, see)
  for (const segment of [query?.segment, body?.segment, ...segmentOfPath(endpoint, params)])
    if (typeof segment === 'string' && segment !== '') assertRule(await ruleOf(segment), see)
  if (endpoint.id === 'lookUpProfile' && see.ofIdentifier(String(body?.kind)) === 'hidden')
    throw fieldErrors.hidden({ field: String(body?.kind) })
  if (endpoint.id === 'listCustomers' && see.of('orders') === 'hidden')
    return { ...input, query: { ...query, sort: 'newest' } }
  const isFile = endpoint.id === 'exportCustomers' || endpoint.id === 'checkCustomerExport'
  if (endpoint.id !== 'searchCustomers' && !isFile) return input
  if (isFile)
    for (const column of Array.isArray(body?.columns) ? body.columns : [])
      if (levelOfColumn(String(column), see) !== 'clear') throw fieldErrors.hidden({ field: String(column) })
  if (endpoint.id === 'checkCustomerExport') return input
  const sorted = isObject(body?.sort) ? String(body.sort.column) : standardSort
  if (levelOfColumn(sorted, see) === 'clear') return input
  // What is asked where nobody chose.
  if (sorted !== standardSort) throw fieldErrors.hidden({ field: sorted })
  return { ...input, body: { ...body, sort: { column: 'first_seen', direction: 'desc' } } }
}

const standardSort = 'monetary'
const segmentOfPath = ({ id }: Endpoint, params: Record<string, unknown> | undefined): unknown[] =>
  id === 'segmentMembers' ? [params?.id] : []

/** @throws fields.hidden for a condition on what the reader may not see; on a masked attribute as well, which it would tell */
function assertRule(rule: unknown, see: FieldAccess): void {
  for (const { op, params } of conditionsIn(rule))
    for (const read of fieldsRead(op, params)) {
      if ('group' in read && see.of(read.group) === 'hidden')
        throw fieldErrors.hidden({ field: nameOf(read.group) })
      if ('attribute' in read && see.ofAttribute(read.attribute) !== 'clear')
        throw fieldErrors.hidden({ field: read.attribute })
      if ('computed' in read && see.ofComputed(read.computed) !== 'clear')
        throw fieldErrors.hidden({ field: nameOf('computed') })
    }
}

const nameOf = (group: FieldGroup): string => {
  const found = fieldGroups.find(({ id }) => id === group)
  return found ? `${found.label.en} ${found.label['zh-CN']}` : group
}

/**
 * After it: the answer without what is hidden. A file that was not made under the same limits does not leave.
 * @throws fields.hidden
 */
export function limitAnswer(endpoint: Endpoint, answer: unknown, see: FieldAccess): unknown {
  if (!see.isLimited || endpoint.permission === 'public') return answer
  const outlet = outlets[endpoint.id]
  if (isRawReply(answer)) {
    if (outlet && !outlet.raw) throw fieldErrors.hidden({ field: nameOf('raw') })
    return answer
  }
  const bare = withoutIdentifiers(answer, see)
  return outlet?.out && isObject(bare) ? outlet.out(bare, see) : bare
}

/** A profile as somebody may see it, for answers that are made of one. */
export function limitProfile(profile: ServedProfile, see: FieldAccess): ServedProfile {
  if (!see.isLimited) return profile
  return servedProfile.parse(profileFor(withoutIdentifiers(profile, see) as object, see))
}
