import { type RequestContext, type Route, route } from '../../kit/api.ts'
import { isAppError } from '../../kit/errors.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Collection } from '../collection/index.ts'
import { isUuid } from '../imports/records.ts'
import * as api from './api.ts'
import { checkedConnection, secretsFor, secretsOf } from './connections.ts'
import { contextOf, noInbox } from './deps.ts'
import { sourceErrors } from './errors.ts'
import { openInbox } from './inbox.ts'
import { kindOf, sourceKinds } from './kinds/index.ts'
import { pushAddress, waitingPushes } from './push/address.ts'
import type { SourceRoom } from './room.ts'
import { sampleSource } from './sample.ts'
import { createSource, getSource, setDeleted, updateSource } from './store.ts'
import { runViews, sourceItems } from './views.ts'

const testMs = 30_000
const mostFound = 500

/** Sources of all kinds, for the console. Keys, tail and quarantine of streams are the collection's. */
export function sourceRoutes(room: SourceRoom, collection: Collection): Route[] {
  const { deps, network, scheduler } = room
  const { ledger } = deps
  const item = async ({ workspace, locale }: RequestContext, id: string) => {
    const now = workspace.clock.now()
    const activity = (sourceId: string) => collection.tail.activity(sourceId, now)
    const [found] = await sourceItems(ledger, workspace.id, id, activity, locale)
    return found ?? missing(await getSource(ledger, workspace.id, id))
  }
  const forget = async (workspace: Workspace, sampleId: string | undefined) => {
    if (sampleId !== undefined && isUuid(sampleId)) await deps.uploads.remove(workspace, sampleId)
  }
  /** A connection of a form; secrets left blank are those of the source it changes. */
  const connectionFrom = async (
    workspace: Workspace,
    body: {
      kind: Parameters<typeof kindOf>[0]
      settings: unknown
      secrets: Record<string, string>
      id?: string | undefined
    },
  ) => {
    const definition = kindOf(body.kind) ?? missing(body.kind)
    const source = body.id === undefined ? null : await getSource(ledger, workspace.id, body.id)
    const kept = source === null ? {} : await secretsFor(deps, source, body.settings)
    const given = Object.fromEntries(Object.entries(body.secrets).filter(([, text]) => text !== ''))
    return { definition, connection: checkedConnection(definition, body.settings, { ...kept, ...given }) }
  }
  return [
    route(api.listSources, async ({ workspace, locale }) => {
      const now = workspace.clock.now()
      const activity = (id: string) => collection.tail.activity(id, now)
      return { items: await sourceItems(ledger, workspace.id, null, activity, locale) }
    }),
    route(api.listSourceKinds, async () => ({
      items: sourceKinds.map(({ kind, experimental, pulled, brings, form }) => ({
        kind,
        experimental,
        pulled,
        brings: [...brings],
        form: form.map(({ options, when, ...field }) => ({
          ...field,
          ...(options ? { options: [...options] } : {}),
          ...(when ? { when: { field: when.field, is: [...when.is] } } : {}),
        })),
      })),
    })),
    route(api.createSource, async (context, { body }) => {
      const { sampleId, ...input } = body
      const source = await createSource(deps, context.workspace, deps.clock.now(), input, context.actor)
      await forget(context.workspace, sampleId)
      return item(context, source.id)
    }),
    route(api.getSource, async (context, { params }) => {
      const { workspace, actor } = context
      const source = await getSource(ledger, workspace.id, params.id)
      const mayEdit = actor.permissions.has('settings.manage')
      const keys =
        source.kind === 'stream' ? (await collection.sources.get(workspace.id, source.id)).keys : []
      return {
        ...(await item(context, source.id)),
        keys,
        settings: mayEdit ? (source.settings as Record<string, string>) : null,
        secretsSet: mayEdit ? Object.keys(await secretsOf(deps, source)) : [],
        mapping: source.mapping as never,
        pushAddress: mayEdit && source.kind === 'webhook' ? await pushAddress(deps, source) : null,
        waiting: source.kind === 'webhook' ? await waitingPushes(ledger, source.id) : 0,
      }
    }),
    route(api.updateSource, async (context, { params, body }) => {
      const { sampleId, ...change } = body
      await updateSource(deps, context.workspace, deps.clock.now(), params.id, change, context.actor)
      collection.sources.forgetOpened()
      await forget(context.workspace, sampleId)
      return item(context, params.id)
    }),
    route(api.deleteSource, async ({ workspace, actor }, { params }) => {
      await setDeleted(ledger, workspace, deps.clock.now(), params.id, true, actor)
      collection.sources.forgetOpened()
      return { deleted: true }
    }),
    route(api.restoreSource, async (context, { params }) => {
      await setDeleted(ledger, context.workspace, deps.clock.now(), params.id, false, context.actor)
      collection.sources.forgetOpened()
      return item(context, params.id)
    }),
    route(api.testSource, async ({ workspace, locale, task }, { body }) => {
      const signal = AbortSignal.any([task.signal, AbortSignal.timeout(testMs)])
      try {
        const { definition, connection } = await connectionFrom(workspace, body)
        const context = contextOf(deps, network, noInbox, signal)
        await definition.test(context, connection)
        const found = await definition.discover(context, connection)
        return { ok: true, message: '', found: found.slice(0, mostFound) }
      } catch (error) {
        if (!isAppError(error) || !error.code.startsWith('source.')) throw error
        return { ok: false, message: error.in(locale), found: [] }
      }
    }),
    route(api.sampleSource, async ({ workspace, task }, { body }) => {
      const { definition, connection } = await connectionFrom(workspace, body)
      const inbox =
        body.id === undefined ? noInbox : openInbox(ledger, await deps.vaultOf(workspace.id), body.id)
      return sampleSource(deps, network, workspace, { definition, connection, inbox }, task.signal)
    }),
    route(api.runSource, async ({ workspace, actor }, { params }) => {
      const { runId, taskId } = await scheduler.runNow(workspace, params.id, `${actor.kind}:${actor.id}`)
      return { runId, taskId }
    }),
    route(api.listSourceRuns, async ({ workspace, locale }, { params, query }) => {
      const source = await getSource(ledger, workspace.id, params.id)
      const cursor = isUuid(query.cursor ?? '') ? (query.cursor ?? null) : null
      const found = await runViews(ledger, source.id, cursor, query.limit + 1, locale)
      const items = found.slice(0, query.limit)
      return {
        items,
        nextCursor: found.length > query.limit ? (items.at(-1)?.id ?? null) : null,
        total: null,
      }
    }),
  ]
}

function missing(what: unknown): never {
  throw sourceErrors.notPulled({ source: typeof what === 'string' ? what : '' })
}
