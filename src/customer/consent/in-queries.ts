import { createBinder, type SqlFragment, sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import type { Warehouse } from '../../stores/warehouse/index.ts'
import { personNow } from '../identity/person-now.ts'
import { policyOf } from './policy.ts'
import { consentsWait, pumpConsents } from './pump.ts'
import { allChannels } from './purposes.ts'
import type { ConsentQuestion } from './states.ts'

/** `all_but`: everybody may be contacted except these; `only`: nobody but these. */
export interface ConsentSelection {
  mode: 'all_but' | 'only'
  /** SELECT of one column `person_key`, of people as they are today. */
  people: SqlFragment
}

/** One made of what people said, so that it can be asked of those alone who said something new. */
export interface SaidSelection extends ConsentSelection {
  /** The same of a few: those of the people with these keys. @param keys SELECT of all keys of each of them */
  of(keys: SqlFragment): SqlFragment
}

/**
 * Who may be contacted, as a set for queries of the warehouse: no key passes through this process. What was committed
 * before the question is told first, so that a withdrawal holds in the next audience; where it cannot be told, the
 * question fails rather than being answered from what held before.
 */
export async function selectionOf(
  ledger: Ledger,
  warehouse: Warehouse,
  workspace: Workspace,
  question: ConsentQuestion,
): Promise<SaidSelection> {
  if (await consentsWait(ledger)) await pumpConsents(ledger, warehouse)
  const policy = await policyOf(ledger.db, workspace.id)
  const allowed = policy.allowsUnrecorded(question.purpose, question.channel)
  const answer = allowed ? 'refused' : 'allowed'
  return {
    mode: allowed ? 'all_but' : 'only',
    people: peopleWhose(workspace, question, answer),
    of: (keys) => peopleWhose(workspace, question, answer, keys),
  }
}

const warehouseTime = (at: Date) => at.toISOString().replace('T', ' ').slice(0, 23)

/**
 * The fold of `foldConsent` and `strictest` in the engine; tests keep them equal. Written for people with a record:
 * `refused` are those of them who may not be contacted.
 */
function peopleWhose(
  workspace: Workspace,
  { purpose, channel }: ConsentQuestion,
  answer: 'allowed' | 'refused',
  keys: SqlFragment | null = null,
): SqlFragment {
  const bind = createBinder(`consent_${purpose}_${channel === allChannels ? 'all' : channel}_`)
  const [one, all] = [bind('String', channel), bind('String', allChannels)]
  const now = bind("DateTime64(3, 'UTC')", warehouseTime(workspace.clock.now()))
  const few = keys === null ? sql`` : sql` AND person_key IN (${keys})`
  const own = sql`channel = ${one} AND channel != ${all}`
  return sql`
    SELECT person AS person_key FROM (
      SELECT ${personNow()} AS person,
             own = 'withdrawn' OR (general = 'withdrawn' AND NOT (own = 'given' AND own_at > general_at)) AS withdrawn,
             own = 'given' OR general = 'given' AS given
      FROM (
        SELECT person_key, anyIf(state_now, ${own}) AS own, anyIf(at, ${own}) AS own_at,
               anyIf(state_now, channel = ${all}) AS general, anyIf(at, channel = ${all}) AS general_at
        FROM (
          SELECT person_key, channel, at,
                 if(state = 'given' AND ifNull(until <= ${now}, false), 'expired', toString(state)) AS state_now
          FROM consent_states FINAL
          WHERE workspace_id = ${bind('UInt32', workspace.id)} AND purpose = ${bind('String', purpose)}
            AND channel IN (${one}, ${all})${few} AND state != 'none')
        GROUP BY person_key))
    GROUP BY person HAVING (max(given) AND NOT max(withdrawn)) = ${bind('UInt8', answer === 'allowed' ? 1 : 0)}`
}
