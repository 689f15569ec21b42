import { type Route, route } from '../../kit/api.ts'
import { answerThread } from './answers.ts'
import { answerConversation, changeConversation, getConversation, listConversations } from './api.ts'
import { changeThread, type InboxDeps, listThreads, readThread } from './store.ts'

/** What customers wrote, and our answers. */
export function inboxRoutes(deps: InboxDeps): Route[] {
  return [
    route(listConversations, ({ workspace, actor }, { query }) =>
      listThreads(deps, workspace, actor.id, query),
    ),
    route(getConversation, ({ workspace }, { params }) => readThread(deps, workspace, params.id)),
    route(changeConversation, async ({ workspace, actor }, { params, body }) => ({
      changed: await changeThread(deps, workspace, actor, params.id, body),
    })),
    route(answerConversation, async ({ workspace, actor }, { params, body }) => {
      await answerThread(deps, workspace, actor, params.id, body)
      return { messageId: body.messageId }
    }),
  ]
}
