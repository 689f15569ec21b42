import { type RequestContext, type Route, route } from '../../kit/api.ts'
import { commonErrors } from '../../kit/errors.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { reasonInWords } from '../delivery/reasons.ts'
import type { DeliveryWorker } from '../delivery/worker.ts'
import { interactionErrors } from '../errors.ts'
import * as api from './api.ts'
import { checkWay, sendTrial, trialOf } from './check.ts'
import { renewSecret } from './secret.ts'
import { setStopped } from './stops.ts'
import { connectionOf, knownChannel, noteCheck, saveConnection, setConnectionDeleted } from './store.ts'
import { channelViews } from './views.ts'
import { type Way, wayOf } from './ways.ts'

/** What sends, and the way out of a channel of a workspace. @throws interaction.noConnection */
export async function runningWay(
  running: DeliveryWorker | null,
  workspace: Workspace,
  id: string,
): Promise<[DeliveryWorker, Way]> {
  const channel = knownChannel(id)
  const found = running && (await wayOf(running.options, workspace, channel))
  if (!running || !found) throw interactionErrors.noConnection({})
  return [running, found]
}

/** Channels of a workspace. @param worker what sends, while it does */
export function channelRoutes(
  deps: Parameters<typeof saveConnection>[0],
  worker: () => DeliveryWorker | null,
): Route[] {
  const { ledger } = deps
  const views = ({ workspace, actor }: RequestContext) =>
    channelViews(deps, worker(), workspace, actor.permissions.has('settings.manage'))
  const view = async (context: RequestContext, id: string) => {
    const found = (await views(context)).find((each) => each.id === id)
    if (!found) throw commonErrors.notFound({ what: 'channel', id })
    return found
  }
  const way = ({ workspace }: RequestContext, id: string) => runningWay(worker(), workspace, id)
  const stopping = (stopped: boolean) => async (context: RequestContext, id: string) => {
    knownChannel(id)
    await setStopped(ledger, context.workspace, id, stopped, context.actor)
    worker()?.nudge()
    return view(context, id)
  }
  return [
    route(api.listChannels, async (context) => ({ items: await views(context) })),
    route(api.saveChannel, async (context, { params, body }) => {
      await saveConnection(deps, context.workspace, params.channel, body, context.actor)
      worker()?.nudge()
      return view(context, params.channel)
    }),
    route(api.deleteChannel, async (context, { params }) => {
      await setConnectionDeleted(ledger, context.workspace, params.channel, true, context.actor)
      worker()?.nudge()
      return view(context, params.channel)
    }),
    route(api.restoreChannel, async (context, { params }) => {
      await setConnectionDeleted(ledger, context.workspace, params.channel, false, context.actor)
      worker()?.nudge()
      return view(context, params.channel)
    }),
    route(api.renewChannelSecret, async (context, { params }) => {
      const made = await renewSecret(deps, context.workspace, params.channel, context.actor)
      worker()?.nudge()
      return made
    }),
    route(api.checkChannel, async (context, { params }) => {
      const [running, found] = await way(context, params.channel)
      const { workspace } = context
      const reason = await checkWay(running.options, found, workspace)
      const own = await connectionOf(ledger, workspace.id, params.channel)
      if (own) await noteCheck(ledger, own.id, workspace.clock.now(), reason)
      return { ok: reason === null, problem: reasonInWords(reason, {}) }
    }),
    route(api.stopChannel, (context, { params }) => stopping(true)(context, params.channel)),
    route(api.goOnChannel, (context, { params }) => stopping(false)(context, params.channel)),
    route(api.testChannel, async (context, { params, body }) => {
      const [running, found] = await way(context, params.channel)
      const { workspace, actor } = context
      const trial = { ...trialOf(found.channel, workspace), address: body.address }
      return sendTrial(running.options, found, workspace, trial, actor)
    }),
  ]
}
