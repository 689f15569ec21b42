import { armOf, saltedDraw } from '@liangti/models'
import { sql } from 'kysely'
import type { z } from 'zod'
import type { ServedProfile } from '../../../customer/index.ts'
import { brandName } from '../../../kit/brand.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import type { Ledger } from '../../../stores/ledger/index.ts'
import { compileLiquid } from '../../content/liquid.ts'
import type { spokenScript } from '../api.ts'
import type { DeskPorts } from '../ports.ts'
import type { TaskRow } from '../task.ts'
import { type ScriptBody, scriptBody } from './body.ts'

export type Spoken = z.output<typeof spokenScript>

/** What a script is filled with. */
export interface Scope {
  customer: { name: string; city: string; orders: number; likes: string; avoids: string }
  brand: { name: string }
  agent: { reason: string }
  offer: { name: string; words: string; code: string; valid_days: number }
}

const noOffer = { name: '', words: '', code: '', validDays: 0 }

/** Values of a customer as the reader may know them; what is unknown or hidden is empty. */
export function scopeOf(
  workspace: Workspace,
  known: {
    greeting: string
    profile: ServedProfile | null
    reason: string
    offer?: typeof noOffer | undefined
  },
): Scope {
  const { greeting, profile, reason, offer = noOffer } = known
  const said = (stances: readonly string[]) =>
    (profile?.needs ?? [])
      .filter(({ stance }) => stances.includes(stance))
      .map(({ label }) => label)
      .join(workspace.locale === 'en' ? ', ' : '、')
  return {
    customer: {
      name: greeting,
      city: profile?.attributes.city ?? '',
      orders: profile?.value.orders ?? 0,
      likes: said(['like', 'need']),
      avoids: said(['avoid']),
    },
    brand: { name: brandName(workspace, workspace.locale) },
    agent: { reason },
    offer: { name: offer.name, words: offer.words, code: offer.code, valid_days: offer.validDays },
  }
}

/** A script with its variables filled in. @throws interaction.badLiquid */
export function speak(
  named: { id: string; name: string; version: number },
  body: ScriptBody,
  scope: Scope,
): Spoken {
  const fill = (text: string) => compileLiquid(text, 'plain', 'script').render({ ...scope })
  return {
    ...named,
    steps: body.steps.map((step) => ({ ...step, say: fill(step.say) })),
    objections: body.objections.map(({ objection, answer }) => ({ objection, answer: fill(answer) })),
    offers: body.offers.map(({ offer, why }) => ({ offer, why: fill(why) })),
  }
}

/**
 * Which live version of a script a task gets: drawn by chance, by the task alone, so that it is the same whenever the task
 * is opened and by whomever.
 */
export function drawVersion(
  scriptId: string,
  taskId: string,
  live: readonly { version: number; weight: number }[],
): number | null {
  if (live.length === 0) return null
  const ordered = [...live].sort((a, b) => a.version - b.version)
  const arm = armOf(
    saltedDraw(`script:${scriptId}`, taskId),
    ordered.map(({ weight }) => weight),
  )
  return ordered[arm]?.version ?? null
}

/** The script of a task with everything put in; null where it has none, or none is live. */
export async function scriptFor(
  deps: Pick<DeskPorts, 'offersOf'> & { ledger: Ledger },
  workspace: Workspace,
  task: Pick<TaskRow, 'id' | 'script_id' | 'offer_id' | 'reason'>,
  known: { greeting: string; profile: ServedProfile | null },
): Promise<Spoken | null> {
  if (task.script_id === null) return null
  const { rows } = await sql<{ name: string; version: number; weight: number; body: unknown }>`
    SELECT s.name, v.version, v.weight, v.body FROM desk_scripts s JOIN desk_script_versions v ON v.script_id = s.id
    WHERE s.workspace_id = ${workspace.id} AND s.id = ${task.script_id}::uuid AND v.weight > 0 AND s.deleted_at IS NULL`.execute(
    deps.ledger.db,
  )
  const drawn = drawVersion(task.script_id, task.id, rows)
  const chosen = rows.find(({ version }) => version === drawn)
  if (!chosen) return null
  const offers = task.offer_id === null ? null : await deps.offersOf(workspace, [task.offer_id])
  const scope = scopeOf(workspace, {
    ...known,
    reason: task.reason[workspace.locale],
    offer: offers?.get(task.offer_id ?? ''),
  })
  const named = { id: task.script_id, name: chosen.name, version: chosen.version }
  return speak(named, scriptBody.parse(chosen.body), scope)
}
