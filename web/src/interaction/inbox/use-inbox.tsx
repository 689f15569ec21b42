import { App, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../api/hooks.ts'
import type { Conversation } from '../../api/types.ts'
import { Go } from '../../ui/go.tsx'
import { useProblemText } from '../../ui/states.tsx'

export type Change = { state?: 'open' | 'done'; unread?: boolean; mine?: boolean; customerId?: string }

/** Changes a thread; done and taken on can be set back from the message that tells of it. */
export function useInbox() {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const write = useWrite('patch', '/inbox/{id}', ['/inbox'])
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
  const tell = (words: string, id: string, back: Change) => {
    const key = `inbox-${id}`
    const undo = async () => {
      if (await put(id, back)) void message.info({ key, content: t('inbox.undone') })
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
  return {
    isPending: write.isPending,
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
    link: (id: string, customerId: string) => put(id, { customerId }),
    toggleDone: async ({ id, state }: Pick<Conversation, 'id' | 'state'>) => {
      const next = state === 'done' ? 'open' : 'done'
      if (await put(id, { state: next }))
        tell(t(next === 'done' ? 'inbox.isDone' : 'inbox.isOpen'), id, { state })
    },
    toggleMine: async ({ id, assignee }: Pick<Conversation, 'id' | 'assignee'>, me: string) => {
      const mine = assignee?.id !== me
      if (await put(id, { mine })) tell(t(mine ? 'inbox.isMine' : 'inbox.isNobodys'), id, { mine: !mine })
    },
  }
}
