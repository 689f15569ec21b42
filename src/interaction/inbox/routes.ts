import { type Route, route } from '../../kit/api.ts'
import { answerThread } from './answers.ts'
import * as api from './api.ts'
import { changeThread } from './change.ts'
import type { InboxDeps } from './deps.ts'
import { prospectOfThread, undoLink } from './links.ts'
import { searchThreads } from './search.ts'
import { countUnread, listThreads, readThread } from './store.ts'

/** What customers wrote, and our answers. */
export function inboxRoutes(deps: InboxDeps): Route[] {
  return [
    route(api.listConversations, ({ workspace, actor }, { query }) =>
      listThreads(deps, workspace, actor.id, query),
    ),
    route(api.searchConversations, ({ workspace, actor, fields }, { body }) =>
      searchThreads(deps, workspace, actor.id, fields, body),
    ),
    route(api.countConversations, ({ workspace, actor }) => countUnread(deps, workspace, actor.id)),
    route(api.getConversation, ({ workspace }, { params }) => readThread(deps, workspace, params.id)),
    route(api.changeConversation, ({ workspace, actor }, { params, body }) =>
      changeThread(deps, workspace, actor, params.id, body),
    ),
    route(api.undoConversationLink, ({ workspace, actor }, { params }) =>
      undoLink(deps, workspace, actor, params.id),
    ),
    route(api.prospectOfConversation, ({ workspace, actor }, { params, body }) =>
      prospectOfThread(deps, workspace, actor, { id: params.id, ...body }),
    ),
    route(api.answerConversation, async ({ workspace, actor }, { params, body }) => {
      await answerThread(deps, workspace, actor, params.id, body)
      return { messageId: body.messageId }
    }),
  ]
}
