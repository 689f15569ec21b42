import { App, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../api/hooks.ts'
import type { NewProspect, ProspectChange, ProspectMade } from '../../api/types.ts'
import { useGo } from '../../ui/go.tsx'
import { useProblemText } from '../../ui/states.tsx'

/** Reads that a change of prospects makes stale. */
const stale = ['/prospects', '/customers', '/segments']

/** Changes prospects, says what came of it, and offers to take it back. */
export function useProspectChange() {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const write = useWrite('post', '/prospects/changes', stale)
  const back = useWrite('post', '/prospects/changes/{id}/undo', stale)
  const undo = async (id: string) => {
    try {
      await back.mutateAsync({ path: { id } })
      void message.success(t('prospects.undone'))
    } catch (error) {
      void message.error(problem(error))
    }
  }
  const change = async (customers: string[], what: ProspectChange): Promise<boolean> => {
    try {
      const { changeId, changed, bought } = await write.mutateAsync({ body: { customers, what } })
      const key = changeId
      void message.success({
        key,
        duration: 8,
        content: (
          <span>
            {t('prospects.changed', { count: changed })}{' '}
            {bought > 0 ? t('prospects.bought', { count: bought }) : null}{' '}
            <Button
              size="small"
              onClick={() => {
                message.destroy(key)
                void undo(changeId)
              }}
            >
              {t('prospects.undo')}
            </Button>
          </span>
        ),
      })
      return true
    } catch (error) {
      void message.error(problem(error))
      return false
    }
  }
  // That something else is being taken back keeps nobody from the next change.
  return { change, undo, isPending: write.isPending }
}

/** Makes a prospect that was typed in, and offers to open them or to take them back. */
export function useNewProspect() {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  // Messages stand outside of the pages, where there are no links.
  const go = useGo()
  const write = useWrite('post', '/prospects', stale)
  const back = useWrite('post', '/prospects/made/{id}/undo', stale)
  const undo = async (id: string) => {
    try {
      await back.mutateAsync({ path: { id } })
      void message.success(t('prospects.undone'))
    } catch (error) {
      void message.error(problem(error))
    }
  }
  /** @returns null where it was refused, and said so */
  const make = async (body: NewProspect): Promise<ProspectMade | null> => {
    try {
      const made = await write.mutateAsync({ body })
      const { changeId: key, customerId } = made
      if (key !== null && customerId !== null)
        void message.success({
          key,
          duration: 8,
          content: (
            <span>
              {t('prospects.add.made')}{' '}
              <Button
                size="small"
                onClick={() => {
                  message.destroy(key)
                  go(`/customers/${customerId}`)
                }}
              >
                {t('prospects.add.show')}
              </Button>{' '}
              <Button
                size="small"
                onClick={() => {
                  message.destroy(key)
                  void undo(key)
                }}
              >
                {t('prospects.undo')}
              </Button>
            </span>
          ),
        })
      return made
    } catch (error) {
      void message.error(problem(error))
      return null
    }
  }
  return { make, isPending: write.isPending }
}
