import type { Selectable } from 'kysely'
import type { z } from 'zod'
import type { Actor } from '../../../kit/api.ts'
import { newId } from '../../../kit/ids.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import type { Ledger, LedgerSchema } from '../../../stores/ledger/index.ts'
import { profileErrors } from '../errors.ts'
import { savedView, viewContent } from './api.ts'

export type SavedView = z.output<typeof savedView>
export interface ViewInput {
  name: string
  shared: boolean
  content: z.output<typeof viewContent>
}

const mostOfOne = 50
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const ownerOf = (actor: Actor) => `${actor.kind}:${actor.id}`

/** Own views and those others share, by name. */
export async function listViews(ledger: Ledger, workspace: Workspace, actor: Actor): Promise<SavedView[]> {
  const owner = ownerOf(actor)
  const [rows, chosen] = await Promise.all([
    ledger.db
      .selectFrom('customer_views')
      .selectAll()
      .where('workspace_id', '=', workspace.id)
      .where((eb) => eb.or([eb('owner', '=', owner), eb('shared', '=', true)]))
      .orderBy('name')
      .orderBy('id')
      .execute(),
    ledger.db
      .selectFrom('customer_view_defaults')
      .select('view_id')
      .where('workspace_id', '=', workspace.id)
      .where('owner', '=', owner)
      .executeTakeFirst(),
  ])
  return rows.map((row) => toView(row, owner, chosen?.view_id ?? null))
}

/** @throws profile.viewNameTaken, profile.tooManyViews */
export async function createView(
  ledger: Ledger,
  workspace: Workspace,
  actor: Actor,
  input: ViewInput,
): Promise<SavedView> {
  const owner = ownerOf(actor)
  const views = await listViews(ledger, workspace, actor)
  if (views.filter(({ isMine }) => isMine).length >= mostOfOne)
    throw profileErrors.tooManyViews({ most: mostOfOne })
  const row = await ledger.db
    .insertInto('customer_views')
    .values({
      id: newId(),
      workspace_id: workspace.id,
      owner,
      name: input.name,
      shared: input.shared,
      content: JSON.stringify(input.content),
      updated_at: workspace.clock.now(),
    })
    .onConflict((oc) => oc.columns(['workspace_id', 'owner', 'name']).doNothing())
    .returningAll()
    .executeTakeFirst()
  if (!row) throw profileErrors.viewNameTaken({ name: input.name })
  return toView(row, owner, null)
}

/** @throws profile.viewNotFound for a view of somebody else too, profile.viewNameTaken */
export async function updateView(
  ledger: Ledger,
  workspace: Workspace,
  actor: Actor,
  id: string,
  input: ViewInput,
): Promise<SavedView> {
  const views = await listViews(ledger, workspace, actor)
  const old = views.find((view) => view.id === id && view.isMine)
  if (!old) throw profileErrors.viewNotFound({ id })
  if (views.some((view) => view.isMine && view.id !== id && view.name === input.name))
    throw profileErrors.viewNameTaken({ name: input.name })
  const row = await ledger.db
    .updateTable('customer_views')
    .set({
      name: input.name,
      shared: input.shared,
      content: JSON.stringify(input.content),
      updated_at: workspace.clock.now(),
    })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
  return toView(row, ownerOf(actor), old.isDefault ? id : null)
}

/** @throws profile.viewNotFound */
export async function deleteView(
  ledger: Ledger,
  workspace: Workspace,
  actor: Actor,
  id: string,
): Promise<void> {
  const view = (await listViews(ledger, workspace, actor)).find((one) => one.id === id)
  const may = view?.isMine || (view?.shared && actor.permissions.has('settings.manage'))
  if (!may) throw profileErrors.viewNotFound({ id })
  await ledger.db.deleteFrom('customer_views').where('id', '=', id).execute()
}

/** @throws profile.viewNotFound */
export async function chooseDefault(
  ledger: Ledger,
  workspace: Workspace,
  actor: Actor,
  id: string | null,
): Promise<SavedView[]> {
  const owner = ownerOf(actor)
  if (id === null) {
    await ledger.db
      .deleteFrom('customer_view_defaults')
      .where('workspace_id', '=', workspace.id)
      .where('owner', '=', owner)
      .execute()
  } else {
    const known = uuid.test(id) && (await listViews(ledger, workspace, actor)).some((view) => view.id === id)
    if (!known) throw profileErrors.viewNotFound({ id })
    await ledger.db
      .insertInto('customer_view_defaults')
      .values({ workspace_id: workspace.id, owner, view_id: id })
      .onConflict((oc) => oc.columns(['workspace_id', 'owner']).doUpdateSet({ view_id: id }))
      .execute()
  }
  return listViews(ledger, workspace, actor)
}

function toView(
  row: Selectable<LedgerSchema['customer_views']>,
  owner: string,
  chosen: string | null,
): SavedView {
  return savedView.parse({
    id: row.id,
    name: row.name,
    shared: row.shared,
    isMine: row.owner === owner,
    isDefault: row.id === chosen,
    content: viewContent.parse(row.content),
    updatedAt: row.updated_at.toISOString(),
  })
}
