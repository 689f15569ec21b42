import { App, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../api/hooks.ts'
import type { Conversation } from '../../api/types.ts'
import { Go } from '../../ui/go.tsx'
import { useProblemText } from '../../ui/states.tsx'
import { useUrlState } from '../../ui/url-state.ts'

export type Change = {
  state?: 'open' | 'done'
  unread?: boolean
  mine?: boolean
  assignTo?: string | null
  heldBy?: string | null
  customerId?: string
}

/** Changes a thread; done and taken on can be set back from the message that tells of it. */
export function useInbox() {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const [, setUrl] = useUrlState()
  const write = useWrite('patch', '/inbox/{id}', ['/inbox'])
  const unlink = useWrite('post', '/inbox/links/{id}/undo', ['/inbox', '/prospects', '/customers'])
  const makeOne = useWrite('post', '/inbox/{id}/prospect', ['/inbox', '/prospects', '/customers'])
  const openCase = useWrite('post', '/inbox/{id}/case', ['/inbox', '/cases', '/case-figures', '/customers'])
  const put = async (id: string, change: Change): Promise<boolean> => {
    try {
      await write.mutateAsync({ path: { id }, body: change })
      return true
    } catch (error) {
      void message.error(problem(error))
      return false
    }
  }
  const tell = (words: string, id: string, back: Change) => tellOf(words, id, () => put(id, back))
  const tellOf = (words: string, id: string, takeBack: () => Promise<boolean>) => {
    const key = `inbox-${id}`
    const undo = async () => {
      if (await takeBack()) void message.info({ key, content: t('inbox.undone') })
    }
    void message.success({
      key,
      duration: 8,
      content: (
        <span>
          {words}{' '}
          <Button type="link" size="small" onClick={() => void undo()}>
            {t('inbox.undo')}
          </Button>
        </span>
      ),
    })
  }
  const takeLinkBack = async (linkId: string): Promise<boolean> => {
    try {
      const { threadId } = await unlink.mutateAsync({ path: { id: linkId } })
      setUrl({ id: threadId })
      return true
    } catch (error) {
      void message.error(problem(error))
      return false
    }
  }
  return {
    isPending: write.isPending,
    isMaking: makeOne.isPending,
    /** The newest message becomes a complaint; where it is one already, its case is shown. */
    complaint: async (id: string) => {
      try {
        const opened = await openCase.mutateAsync({ path: { id }, body: {} })
        void message.success({
          key: `inbox-${id}`,
          duration: 8,
          content: (
            <span>
              {t(opened.isNew ? 'inbox.caseOpened' : 'inbox.caseThere')}{' '}
              <Go to={`/interaction/cases/${opened.id}`}>{t('inbox.case')}</Go>
            </span>
          ),
        })
      } catch (error) {
        void message.error(problem(error))
      }
    },
    read: (id: string) => put(id, { unread: false }),
    link: async (id: string, customerId: string) => {
      try {
        const { linkId } = await write.mutateAsync({ path: { id }, body: { customerId } })
        setUrl({ id: null })
        if (linkId !== null) tellOf(t('inbox.linked'), id, () => takeLinkBack(linkId))
        return true
      } catch (error) {
        void message.error(problem(error))
        return false
      }
    },
    /** @returns who has the address already; null where somebody was made, or it was refused and said so */
    makeProspect: async (id: string, who: { name: string; source: string }) => {
      try {
        const { customerId, threadId, linkId, known } = await makeOne.mutateAsync({ path: { id }, body: who })
        if (customerId === null) return known
        setUrl({ id: threadId })
        if (linkId !== null) tellOf(t('inbox.prospectMade'), id, () => takeLinkBack(linkId))
      } catch (error) {
        void message.error(problem(error))
      }
      return null
    },
    takeLinkBack: (linkId: string) => takeLinkBack(linkId),
    toggleDone: async ({ id, state }: Pick<Conversation, 'id' | 'state'>) => {
      const next = state === 'done' ? 'open' : 'done'
      if (await put(id, { state: next }))
        tell(t(next === 'done' ? 'inbox.isDone' : 'inbox.isOpen'), id, { state })
    },
    toggleMine: async ({ id, assignee }: Pick<Conversation, 'id' | 'assignee'>, me: string) => {
      const before = assignee?.id ?? null
      const after = before === me ? null : me
      if (await put(id, { assignTo: after, heldBy: before }))
        tell(t(after === null ? 'inbox.isNobodys' : 'inbox.isMine'), id, { assignTo: before, heldBy: after })
    },
  }
}
